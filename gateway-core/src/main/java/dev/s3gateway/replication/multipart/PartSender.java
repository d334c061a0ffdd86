package dev.s3gateway.replication.multipart;

import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.StoredPart;
import dev.s3gateway.backend.ZoneDigest;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.bytes.HoldBack;
import dev.s3gateway.bytes.LaneOutcome;
import dev.s3gateway.bytes.Tee;
import dev.s3gateway.ledger.UploadedPart;
import dev.s3gateway.replication.copy.CopyWriter;
import dev.s3gateway.replication.write.LaneLimits;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Sends the bytes of a part to the zones; what comes back is how each of them calls the part. */
final class PartSender {

    private final LaneLimits limits;
    private final Scheduler clock;

    PartSender(LaneLimits limits, Scheduler clock) {
        this.limits = limits;
        this.clock = clock;
    }

    /** {@code arrived}: the part that the body was. */
    Flux<LaneOutcome<PartLane, String>> send(PartPlan plan, Body body, Mono<UploadedPart> arrived) {
        // Of an empty part the request itself would be the tail that must be held: it goes the way of small ones.
        if (body.length().orElse(Long.MAX_VALUE) <= limits.room()) {
            return Mono.zip(Body.collect(body, limits.room()), arrived)
                    .flatMapMany(ready -> Flux.fromIterable(plan.lanes())
                            .flatMap(lane -> alone(plan, lane, ready.getT1(), arrived), plan.lanes().size()));
        }
        return Tee.each(HoldBack.until(arrived.then(), body), plan.lanes(), limits.policy(plan.placement(), clock),
                (lane, share) -> sent(plan, lane, share, arrived));
    }

    private static Mono<LaneOutcome<PartLane, String>> alone(PartPlan plan, PartLane lane, Body body,
            Mono<UploadedPart> arrived) {
        return sent(plan, lane, body, arrived)
                .<LaneOutcome<PartLane, String>>map(tag -> new LaneOutcome.Answered<>(lane, tag))
                .onErrorResume(StoreFailure.class,
                        failure -> Mono.just(new LaneOutcome.Failed<PartLane, String>(lane, failure)));
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
            case ZoneDigest.CheckedOurs(),ZoneDigest.NotAsked(),ZoneDigest.None() -> true;
        };
    }
}
