package dev.s3gateway.replication.write;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.bytes.LaneOutcome;
import dev.s3gateway.lifecycle.CrashPoints;
import dev.s3gateway.replication.copy.Copied;
import dev.s3gateway.replication.copy.CopyTarget;
import dev.s3gateway.replication.copy.CopyWriter;
import dev.s3gateway.replication.copy.Fingerprint;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Runs one lane of a write, twice where that helps. */
final class LaneSender {

    private final CopyWriter copies;
    /** A zone that took longer than this to fail would take as long again. */
    private final Duration quick;
    private final CrashPoints crash;
    private final Scheduler clock;
    private final Map<ZoneCode, RetryBudget> budgets = new ConcurrentHashMap<>();

    LaneSender(CopyWriter copies, Duration quick, CrashPoints crash, Scheduler clock) {
        this.copies = copies;
        this.quick = quick;
        this.crash = crash;
        this.clock = clock;
    }

    /** The verified copy; {@code arrived} is known by the time the zone can have all of the body. */
    Mono<Copied> send(WritePlan plan, Lane lane, Body body, Mono<Fingerprint> arrived) {
        return attempted(copies.write(target(plan, lane, lane.first()), plan.put().metadata(), body, arrived,
                plan.placement().verify()));
    }

    /**
     * What became of one lane of a body that is here, tried once more at another address where the zone failed quickly
     * and in passing.
     */
    Mono<LaneOutcome<Lane, Copied>> sendTwice(WritePlan plan, Lane lane, Body.Buffered body, Fingerprint expected) {
        return Mono.defer(() -> {
            long start = clock.now(TimeUnit.MILLISECONDS);
            RetryBudget budget = budgets.computeIfAbsent(lane.code(), _ -> new RetryBudget());
            budget.earn();
            return attempt(plan, lane, lane.first(), body, expected).onErrorResume(StoreFailure.class,
                    failure -> lane.again().isPresent() && mayPass(failure, start) && budget.spend()
                            ? Mono.delay(jitter(), clock)
                                    .then(attempt(plan, lane, lane.again().get(), body, expected))
                                    .onErrorResume(StoreFailure.class, again -> failed(lane, again))
                            : failed(lane, failure));
        });
    }

    private static Mono<LaneOutcome<Lane, Copied>> failed(Lane lane, StoreFailure failure) {
        return Mono.just(new LaneOutcome.Failed<>(lane, failure));
    }

    private boolean mayPass(StoreFailure failure, long start) {
        boolean passing = failure instanceof StoreFailure.Unreachable || failure instanceof StoreFailure.Throttled;
        long took = clock.now(TimeUnit.MILLISECONDS) - start;
        return passing && took < quick.toMillis();
    }

    private static Duration jitter() {
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(10, 50));
    }

    private Mono<LaneOutcome<Lane, Copied>> attempt(WritePlan plan, Lane lane, Locator planned, Body.Buffered body,
            Fingerprint expected) {
        return attempted(copies.write(target(plan, lane, planned), plan.put().metadata(), body, expected,
                plan.placement().verify())).map(copy -> new LaneOutcome.Answered<>(lane, copy));
    }

    private static CopyTarget target(WritePlan plan, Lane lane, Locator planned) {
        return new CopyTarget(plan.intent().bucket(), lane.zone(), lane.bucket(), planned);
    }

    private Mono<Copied> attempted(Mono<Copied> attempt) {
        return crash.after("writer.after-lane", crash.before("writer.before-lane", attempt));
    }
}
