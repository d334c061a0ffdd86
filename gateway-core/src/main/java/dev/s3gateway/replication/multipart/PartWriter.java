package dev.s3gateway.replication.multipart;

import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.StoredPart;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.backend.ZoneDigest;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.bytes.Digested;
import dev.s3gateway.bytes.Digests;
import dev.s3gateway.bytes.HoldBack;
import dev.s3gateway.bytes.LaneDropped;
import dev.s3gateway.bytes.LaneOutcome;
import dev.s3gateway.bytes.Tee;
import dev.s3gateway.failure.Failure;
import dev.s3gateway.ledger.Ledger;
import dev.s3gateway.ledger.Upload;
import dev.s3gateway.ledger.UploadedPart;
import dev.s3gateway.lifecycle.CrashPoints;
import dev.s3gateway.object.Checksum;
import dev.s3gateway.object.ChecksumAlgorithm;
import dev.s3gateway.object.UploadChecksum;
import dev.s3gateway.placement.Placement;
import dev.s3gateway.placement.Topology;
import dev.s3gateway.replication.copy.CopyWriter;
import dev.s3gateway.replication.write.LaneLimits;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Stores one part in every zone of its upload at once. A zone that fails is dropped while enough others remain. */
final class PartWriter {

    private final Ledger ledger;
    private final Supplier<Topology> topology;
    private final UploadLookup lookup;
    private final LaneLimits limits;
    private final CrashPoints crash;
    private final Scheduler clock;

    PartWriter(Ledger ledger, Supplier<Topology> topology, UploadLookup lookup, LaneLimits limits, CrashPoints crash,
            Scheduler clock) {
        this.ledger = ledger;
        this.topology = topology;
        this.lookup = lookup;
        this.limits = limits;
        this.crash = crash;
        this.clock = clock;
    }

    /** Reads or discards the body whatever happens. */
    Mono<UploadedPart> write(PartPut put) {
        return lookup.open(put.upload())
                .flatMap(upload -> Mono.fromCallable(() -> planned(upload, put)))
                .onErrorResume(refusal -> put.body().discard().onErrorComplete().then(Mono.error(refusal)))
                .flatMap(this::stored);
    }

    private record Plan(Upload upload, PartPut put, Placement placement, List<PartLane> lanes) {

        Set<ChecksumAlgorithm> algorithms() {
            return upload.checksum().map(UploadChecksum::algorithm).map(Set::of).orElse(Set.of());
        }
    }

    private Plan planned(Upload upload, PartPut put) {
        Placement placement = topology.get().of(upload.object().bucket());
        List<PartLane> lanes = lookup.lanes(upload);
        if (lanes.isEmpty() || lanes.size() < placement.needed()) {
            throw new Failure.Overloaded(lanes.size() + " zones have the upload, but " + placement.needed()
                    + " are needed");
        }
        return new Plan(upload, put, placement, lanes);
    }

    private Mono<UploadedPart> stored(Plan plan) {
        Digests digests = Digests.withMd5(plan.put().body(), plan.algorithms());
        Mono<UploadedPart> arrived = digests.results().map(all -> part(plan, all));
        return crash.at("multipart.before-part")
                .thenMany(Flux.defer(() -> outcomes(plan, digests.body(), arrived)))
                .concatMap(PartWriter::zoneFault)
                .collectList()
                .map(PartWriter::tags)
                // Where every lane refused early, the body was never read to its end, and there is no part to speak of.
                .flatMap(tags -> tags.isEmpty()
                        ? Mono.error(new Failure.EveryZoneFailed())
                        : arrived.map(part -> named(part, tags)))
                .flatMap(part -> crash.at("multipart.before-record").then(recorded(plan, part)));
    }

    private Flux<LaneOutcome<PartLane, String>> outcomes(Plan plan, Body body, Mono<UploadedPart> arrived) {
        // Of an empty part the request itself would be the tail that must be held: it goes the way of small ones.
        if (body.length().orElse(Long.MAX_VALUE) <= limits.window()) {
            return Mono.zip(Body.collect(body, limits.window()), arrived)
                    .flatMapMany(ready -> Flux.fromIterable(plan.lanes())
                            .flatMap(lane -> alone(plan, lane, ready.getT1(), arrived), plan.lanes().size()));
        }
        return Tee.each(HoldBack.until(arrived.then(), body), plan.lanes(), limits.policy(plan.placement(), clock),
                (lane, share) -> sent(plan, lane, share, arrived));
    }

    private static Mono<LaneOutcome<PartLane, String>> alone(Plan plan, PartLane lane, Body body,
            Mono<UploadedPart> arrived) {
        return sent(plan, lane, body, arrived)
                .<LaneOutcome<PartLane, String>>map(tag -> new LaneOutcome.Answered<>(lane, tag))
                .onErrorResume(StoreFailure.class,
                        failure -> Mono.just(new LaneOutcome.Failed<PartLane, String>(lane, failure)));
    }

    /** The zone's tag of a part that it has as it is. */
    private static Mono<String> sent(Plan plan, PartLane lane, Body body, Mono<UploadedPart> arrived) {
        return Mono.defer(() -> lane.zone().store().uploadPart(lane.upload(), plan.put().number(), body))
                .flatMap(stored -> CopyWriter.known(arrived)
                        .filter(part -> isSame(stored, part))
                        .switchIfEmpty(Mono.error(() -> new StoreFailure.Corrupt("the zone has another part")))
                        .thenReturn(stored.part().tag()));
    }

    /** A zone that says nothing of a part is asked about the whole copy in the end. */
    private static boolean isSame(StoredPart stored, UploadedPart part) {
        return stored.size() == part.size() && switch (stored.digest()) {
            case ZoneDigest.Md5(var etag) -> etag.equals(part.etag());
            case ZoneDigest.Crc32c(var crc) -> crc == part.crc32c();
            case ZoneDigest.CheckedOurs(),ZoneDigest.NotAsked(),ZoneDigest.None() -> true;
        };
    }

    private static UploadedPart part(Plan plan, Digested all) {
        List<Checksum> sent = plan.put().checksums().get();
        plan.upload()
                .checksum()
                .map(UploadChecksum::algorithm)
                .ifPresent(expected -> sent.stream()
                        .map(Checksum::algorithm)
                        .filter(actual -> actual != expected)
                        .forEach(actual -> {
                            throw UploadFaults
                                    .invalid("Checksum Type mismatch occurred, expected checksum Type: " + expected
                                            + ", actual checksum Type: " + actual);
                        }));
        Optional<Checksum> checksum = all.checksums().values().stream().findFirst().or(() -> sent.stream().findFirst());
        return new UploadedPart(plan.put().number(), all.size(), all.md5().orElseThrow().etag(), all.crc32c(), checksum,
                Map.of(), Instant.EPOCH);
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

    private Mono<UploadedPart> recorded(Plan plan, UploadedPart part) {
        int needed = plan.placement().needed();
        return Mono.defer(() -> ledger.uploads().record(plan.upload().id(), part, needed))
                .flatMap(recording -> switch (recording) {
                    case RECORDED -> Mono.just(part);
                    case TOO_FEW -> Mono.error(new Failure.TooFewCopies(part.tags().size(), needed));
                    case NOT_OPEN -> Mono.error(UploadFaults.noSuchUpload());
                });
    }
}
