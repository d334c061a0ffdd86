package dev.s3gateway.replication;

import dev.s3gateway.backend.Layout;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.Stored;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.ledger.Buckets;
import dev.s3gateway.ledger.ZoneBucket;
import dev.s3gateway.lifecycle.Background;
import dev.s3gateway.lifecycle.CrashPoints;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Brings one copy into one zone and does not believe it before it is verified. */
final class LaneSender {

    /** A zone that took longer than this to fail would take as long again. */
    private static final Duration QUICK = Duration.ofSeconds(2);

    private final Buckets buckets;
    private final Background background;
    private final CrashPoints crash;
    private final Scheduler clock;
    private final Map<ZoneCode, RetryBudget> budgets = new ConcurrentHashMap<>();

    LaneSender(Buckets buckets, Background background, CrashPoints crash, Scheduler clock) {
        this.buckets = buckets;
        this.background = background;
        this.crash = crash;
        this.clock = clock;
    }

    /** The verified copy; {@code arrived} is known by the time the zone can have all of the body. */
    Mono<Locator> send(WritePlan plan, Lane lane, Body body, Mono<Fingerprint> arrived) {
        return attempt(plan, lane, lane.first(), body, arrived);
    }

    /** As {@link #send}, trying once more at another address where the zone failed quickly and in passing. */
    Mono<Locator> sendTwice(WritePlan plan, Lane lane, Body.Buffered body, Fingerprint expected) {
        return Mono.defer(() -> {
            long start = clock.now(TimeUnit.MILLISECONDS);
            RetryBudget budget = budgets.computeIfAbsent(lane.code(), _ -> new RetryBudget());
            budget.earn();
            return attempt(plan, lane, lane.first(), body, Mono.just(expected)).onErrorResume(StoreFailure.class,
                    failure -> lane.again().isPresent() && mayPass(failure, start) && budget.spend()
                            ? Mono.delay(jitter(), clock)
                                    .then(attempt(plan, lane, lane.again().get(), body, Mono.just(expected)))
                            : Mono.error(failure));
        });
    }

    private boolean mayPass(StoreFailure failure, long start) {
        boolean passing = failure instanceof StoreFailure.Unreachable || failure instanceof StoreFailure.Throttled;
        long took = clock.now(TimeUnit.MILLISECONDS) - start;
        return passing && took < QUICK.toMillis();
    }

    private static Duration jitter() {
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(10, 50));
    }

    private Mono<Locator> attempt(WritePlan plan, Lane lane, Locator planned, Body body, Mono<Fingerprint> arrived) {
        return crash.at("writer.before-lane")
                .then(Mono.defer(() -> lane.zone().store().put(planned, plan.put().metadata(), body)))
                .flatMap(stored -> crash.at("writer.after-lane").thenReturn(stored))
                .flatMap(stored -> pinned(plan, lane, stored))
                .flatMap(stored -> known(arrived).flatMap(expected -> Verification.of(lane.zone().store(), stored,
                        expected, plan.placement().verify())));
    }

    /** A copy among versions that the zone does not name could never be told from another; its bucket is sealed then. */
    private Mono<Stored> pinned(WritePlan plan, Lane lane, Stored stored) {
        if (lane.bucket().layout() == Layout.SEALED || !stored.locator().isProvisional()) {
            return Mono.just(stored);
        }
        ZoneBucket there = lane.bucket();
        background.start("seal zone bucket", buckets.record(plan.intent().bucket(),
                new ZoneBucket(there.zone(), there.name(), there.state(), Layout.SEALED, there.reason())));
        return Mono.error(() -> new StoreFailure.Corrupt("the zone names no version of what it stored"));
    }

    /** What arrived is known before the last byte leaves, so an answer that comes earlier cannot be about all of it. */
    private static Mono<Fingerprint> known(Mono<Fingerprint> arrived) {
        return Mono.firstWithSignal(arrived,
                Mono.error(() -> new StoreFailure.Corrupt("the zone answered before it can have had the bytes")));
    }
}
