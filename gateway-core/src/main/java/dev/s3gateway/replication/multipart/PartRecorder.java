package dev.s3gateway.replication.multipart;

import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.bytes.LaneDropped;
import dev.s3gateway.bytes.LaneOutcome;
import dev.s3gateway.failure.Failure;
import dev.s3gateway.ledger.UploadedPart;
import dev.s3gateway.ledger.Uploads;
import dev.s3gateway.lifecycle.CrashPoints;
import dev.s3gateway.placement.Placement;
import dev.s3gateway.placement.Topology;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The beginning and the end of a part, wherever its bytes come from: its lanes, and its record. */
final class PartRecorder {

    private final Uploads uploads;
    private final Supplier<Topology> topology;
    private final UploadLookup lookup;
    private final CrashPoints crash;

    PartRecorder(Uploads uploads, Supplier<Topology> topology, UploadLookup lookup, CrashPoints crash) {
        this.uploads = uploads;
        this.topology = topology;
        this.lookup = lookup;
        this.crash = crash;
    }

    Mono<PartPlan> plan(UploadRef upload, int number) {
        return lookup.open(upload).flatMap(open -> Mono.fromCallable(() -> {
            Placement placement = topology.get().of(open.object().bucket());
            List<PartLane> lanes = lookup.lanes(open);
            if (lanes.isEmpty() || lanes.size() < placement.needed()) {
                throw new Failure.Overloaded(lanes.size() + " zones have the upload, but " + placement.needed()
                        + " are needed");
            }
            return new PartPlan(open, number, placement, lanes);
        }));
    }

    /** Records what became of the lanes. A zone that failed is dropped from the upload while enough others remain. */
    Mono<UploadedPart> record(PartPlan plan, Flux<LaneOutcome<PartLane, String>> outcomes, Mono<UploadedPart> arrived) {
        return crash.at("multipart.before-part")
                .thenMany(outcomes)
                .concatMap(PartRecorder::zoneFault)
                .collectList()
                .map(PartRecorder::tags)
                // Where every lane refused early, the body was never read to its end, and there is no part to speak of.
                .flatMap(tags -> tags.isEmpty()
                        ? Mono.error(new Failure.EveryZoneFailed())
                        : arrived.map(part -> named(part, tags)))
                .flatMap(part -> crash.at("multipart.before-record").then(recorded(plan, part)));
    }

    private static Mono<LaneOutcome<PartLane, String>> zoneFault(LaneOutcome<PartLane, String> outcome) {
        return switch (outcome) {
            case LaneOutcome.Failed<PartLane, String>(var _, var cause) when !(cause instanceof StoreFailure
                    || cause instanceof LaneDropped) ->
                Mono.error(cause);
            default -> Mono.just(outcome);
        };
    }

    private static Map<ZoneCode, String> tags(List<LaneOutcome<PartLane, String>> outcomes) {
        Map<ZoneCode, String> tags = new LinkedHashMap<>();
        for (LaneOutcome<PartLane, String> outcome : outcomes) {
            if (outcome instanceof LaneOutcome.Answered<PartLane, String>(var lane, var tag)) {
                tags.put(lane.code(), tag);
            }
        }
        return tags;
    }

    private static UploadedPart named(UploadedPart part, Map<ZoneCode, String> tags) {
        return new UploadedPart(part.number(), part.size(), part.etag(), part.crc32c(), part.checksum(), tags,
                part.uploadedAt());
    }

    private Mono<UploadedPart> recorded(PartPlan plan, UploadedPart part) {
        int needed = plan.placement().needed();
        return Mono.defer(() -> uploads.record(plan.upload().id(), part, needed))
                .flatMap(recording -> switch (recording) {
                    case RECORDED -> Mono.just(part);
                    case TOO_FEW -> Mono.error(new Failure.TooFewCopies(part.tags().size(), needed));
                    case NOT_OPEN -> Mono.error(UploadFaults.noSuchUpload());
                });
    }
}
