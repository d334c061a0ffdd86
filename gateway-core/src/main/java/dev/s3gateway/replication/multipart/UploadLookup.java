package dev.s3gateway.replication.multipart;

import dev.s3gateway.backend.Zone;
import dev.s3gateway.ledger.Bucket;
import dev.s3gateway.ledger.Ledger;
import dev.s3gateway.ledger.Upload;
import dev.s3gateway.ledger.UploadId;
import dev.s3gateway.placement.Topology;
import dev.s3gateway.replication.Known;
import java.util.List;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** Finds uploads for those whose they are; to everybody else there are none. */
final class UploadLookup {

    private final Ledger ledger;
    private final Supplier<Topology> topology;

    UploadLookup(Ledger ledger, Supplier<Topology> topology) {
        this.ledger = ledger;
        this.topology = topology;
    }

    /** An upload of this owner for this object, in whatever state. */
    Mono<Upload> known(UploadRef ref) {
        return Known.bucket(ledger, ref.object().bucket())
                .flatMap(bucket -> Mono.justOrEmpty(UploadId.parse(ref.id()))
                        .flatMap(ledger.uploads()::find)
                        .filter(upload -> isMeant(upload, bucket, ref)))
                .switchIfEmpty(Mono.error(UploadFaults::noSuchUpload));
    }

    /** The same while parts may come. */
    Mono<Upload> open(UploadRef ref) {
        return known(ref).filter(upload -> upload.state() == Upload.State.OPEN)
                .switchIfEmpty(Mono.error(UploadFaults::noSuchUpload));
    }

    private static boolean isMeant(Upload upload, Bucket bucket, UploadRef ref) {
        return upload.bucket().equals(bucket.id()) && upload.object().equals(ref.object())
                && upload.owner().equals(ref.owner());
    }

    /** The lanes that still take part, in zones that still may be used. */
    List<PartLane> lanes(Upload upload) {
        Topology now = topology.get();
        List<Zone> allowed = now.of(upload.object().bucket()).zones();
        return upload.lanes()
                .stream()
                .flatMap(lane -> lane.open().stream())
                .flatMap(open -> allowed.stream()
                        .filter(zone -> zone.code().equals(open.planned().zone()))
                        .map(zone -> new PartLane(zone, open)))
                .toList();
    }
}
