package dev.s3gateway.replication.multipart;

import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.StoredPart;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.backend.ZoneDigest;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.bytes.HoldBack;
import dev.s3gateway.bytes.LaneOutcome;
import dev.s3gateway.bytes.Tee;
import dev.s3gateway.bytes.TeePolicy;
import dev.s3gateway.ledger.UploadedPart;
import dev.s3gateway.placement.Placement;
import dev.s3gateway.replication.copy.CopyWriter;
import dev.s3gateway.replication.write.LaneLimits;
import dev.s3gateway.replication.write.RetryBudget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

/** Sends one part down all lanes of its upload. What is kept whole meanwhile, a zone that failed in passing gets again. */
final class PartSender {

    private static final int TRIES = 2;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

    private final LaneLimits limits;
    private final PartReplay replay;
    private final Scheduler clock;
    private final Map<ZoneCode, RetryBudget> budgets = new ConcurrentHashMap<>();

    PartSender(LaneLimits limits, PartReplay replay, Scheduler clock) {
        this.limits = limits;
        this.replay = replay;
        this.clock = clock;
    }

    private record Part(PartPlan plan, Body body, Mono<UploadedPart> arrived) {

        List<PartLane> lanes() {
            return plan.lanes();
        }

        Placement placement() {
            return plan.placement();
        }
    }

    /** What a lane came to: a zone's tag of the part, or the part itself. */
    private sealed interface Taken {

        record Tagged(String tag) implements Taken {}

        record Kept(Body.Buffered whole) implements Taken {}
    }

    /**
     * How each zone calls the part that it has as it is, or why it has not. {@code arrived}: the part that the body was,
     * known by the time that the last byte of it can have reached a zone.
     */
    Flux<LaneOutcome<PartLane, String>> send(PartPlan plan, Body body, Mono<UploadedPart> arrived) {
        return send(new Part(plan, body, arrived));
    }

    private Flux<LaneOutcome<PartLane, String>> send(Part part) {
        long length = part.body().length().orElse(Long.MAX_VALUE);
        // Of an empty part the request itself would be the tail that must be held: it goes the way of small ones.
        if (length <= limits.room()) {
            return Mono.zip(Body.collect(part.body(), limits.room()), part.arrived())
                    .flatMapMany(ready -> Flux.fromIterable(part.lanes())
                            .flatMap(lane -> persistently(part, lane, ready.getT1()), part.lanes().size()));
        }
        return replay.take(length)
                ? kept(part, (int) length).doFinally(_ -> replay.give(length))
                : Tee.each(held(part), part.lanes(), limits.policy(part.placement(), clock),
                        (lane, share) -> sent(part, lane, share));
    }

    private static Body held(Part part) {
        return HoldBack.until(part.arrived().then(), part.body());
    }

    /** One lane more than there are zones takes the part into memory. */
    private Flux<LaneOutcome<PartLane, String>> kept(Part part, int length) {
        List<Optional<PartLane>> takers = new ArrayList<>(part.lanes().stream().map(Optional::of).toList());
        takers.add(Optional.empty());
        return Tee.<Optional<PartLane>, Taken>each(held(part), takers, policy(part.placement()),
                (taker, share) -> taker.<Mono<Taken>>map(lane -> sent(part, lane, share).map(Taken.Tagged::new))
                        .orElseGet(() -> Body.collect(share, length).map(Taken.Kept::new)))
                .collectList()
                .flatMapMany(outcomes -> mended(part, outcomes));
    }

    private TeePolicy policy(Placement placement) {
        TeePolicy zones = limits.policy(placement, clock);
        return new TeePolicy(zones.window(), zones.required() + 1, zones.stall(), zones.floor(), zones.floorTime(),
                zones.quorumPatience(), clock);
    }

    private Flux<LaneOutcome<PartLane, String>> mended(Part part, List<LaneOutcome<Optional<PartLane>, Taken>> all) {
        Optional<Body.Buffered> whole = all.stream().flatMap(outcome -> whole(outcome).stream()).findFirst();
        return Flux.fromIterable(all)
                .filter(outcome -> outcome.lane().isPresent())
                .flatMap(outcome -> mended(part, outcome.lane().orElseThrow(), outcome, whole), all.size());
    }

    private static Optional<Body.Buffered> whole(LaneOutcome<Optional<PartLane>, Taken> outcome) {
        return outcome instanceof LaneOutcome.Answered<Optional<PartLane>, Taken>(var _, Taken.Kept(var whole))
                ? Optional.of(whole)
                : Optional.empty();
    }

    private Mono<LaneOutcome<PartLane, String>> mended(Part part, PartLane lane,
            LaneOutcome<Optional<PartLane>, Taken> outcome, Optional<Body.Buffered> whole) {
        return switch (outcome) {
            case LaneOutcome.Answered<Optional<PartLane>, Taken>(var _, Taken.Tagged(var tag)) ->
                Mono.just(new LaneOutcome.Answered<>(lane, tag));
            case LaneOutcome.Failed<Optional<PartLane>, Taken>(var _, var cause) when whole.isPresent()
                    && mayPass(cause) && budget(lane).spend() ->
                persistently(part, lane, whole.get());
            case LaneOutcome.Failed<Optional<PartLane>, Taken>(var _, var cause) ->
                Mono.just(new LaneOutcome.Failed<>(lane, cause));
            case LaneOutcome.Answered<Optional<PartLane>, Taken>(var _, Taken.Kept _) ->
                Mono.error(() -> new IllegalStateException("a zone answered with the part itself"));
        };
    }

    /** What can be sent again is, where the zone failed in passing. */
    private Mono<LaneOutcome<PartLane, String>> persistently(Part part, PartLane lane, Body.Buffered whole) {
        budget(lane).earn();
        return sent(part, lane, whole)
                .retryWhen(Retry.backoff(TRIES, FIRST_PAUSE)
                        .filter(failure -> mayPass(failure) && budget(lane).spend())
                        .scheduler(clock)
                        .onRetryExhaustedThrow((_, signal) -> signal.failure()))
                .<LaneOutcome<PartLane, String>>map(tag -> new LaneOutcome.Answered<>(lane, tag))
                .onErrorResume(StoreFailure.class,
                        failure -> Mono.just(new LaneOutcome.Failed<PartLane, String>(lane, failure)));
    }

    private RetryBudget budget(PartLane lane) {
        return budgets.computeIfAbsent(lane.code(), _ -> new RetryBudget());
    }

    private static boolean mayPass(Throwable failure) {
        return failure instanceof StoreFailure.Unreachable || failure instanceof StoreFailure.Throttled;
    }

    private static Mono<String> sent(Part part, PartLane lane, Body body) {
        return sent(part.plan(), lane, body, part.arrived());
    }

    /** The zone's tag of a part that it has as it is. */
    static Mono<String> sent(PartPlan plan, PartLane lane, Body body, Mono<UploadedPart> arrived) {
        return Mono.defer(() -> lane.zone().store().uploadPart(lane.upload(), plan.number(), body))
                .flatMap(stored -> CopyWriter.known(arrived).flatMap(part -> named(stored, part)));
    }

    /** The zone's name for a part, if it is this one. */
    static Mono<String> named(StoredPart stored, UploadedPart part) {
        return isSame(stored, part)
                ? Mono.just(stored.part().tag())
                : Mono.error(() -> new StoreFailure.Corrupt("the zone has another part"));
    }

    /** A zone that says nothing of a part is asked about the whole copy in the end. */
    private static boolean isSame(StoredPart stored, UploadedPart part) {
        return stored.size() == part.size() && switch (stored.digest()) {
            case ZoneDigest.Md5(var etag) -> etag.equals(part.etag());
            case ZoneDigest.Crc32c(var crc) -> crc == part.crc32c();
            case ZoneDigest.CheckedOurs(var _),ZoneDigest.NotAsked(),ZoneDigest.None() -> true;
        };
    }
}
