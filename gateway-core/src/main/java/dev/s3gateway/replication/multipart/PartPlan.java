package dev.s3gateway.replication.multipart;

import dev.s3gateway.bytes.Digested;
import dev.s3gateway.ledger.Content;
import dev.s3gateway.ledger.Upload;
import dev.s3gateway.ledger.UploadedPart;
import dev.s3gateway.object.Checksum;
import dev.s3gateway.object.ChecksumAlgorithm;
import dev.s3gateway.object.UploadChecksum;
import dev.s3gateway.placement.Placement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where one part goes: the upload it belongs to, its number, and the lanes that still take part. */
record PartPlan(Upload upload, int number, Placement placement, List<PartLane> lanes) {

    PartPlan {
        lanes = List.copyOf(lanes);
    }

    /** What has to be computed of the part. */
    Set<ChecksumAlgorithm> algorithms() {
        return upload.checksum().map(UploadChecksum::algorithm).map(Set::of).orElse(Set.of());
    }

    /** The part that these bytes are; {@code sent}: what the client said of them. No zone has it yet. */
    UploadedPart part(Digested all, List<Checksum> sent) {
        Optional<Checksum> checksum = algorithms().stream()
                .map(all.checksums()::get)
                .findFirst()
                .or(() -> sent.stream().findFirst());
        return new UploadedPart(number, all.size(), all.md5().orElseThrow().etag(), all.crc32c(), checksum, Map.of(),
                Instant.EPOCH);
    }

    /** The part that all of an object is, where that is known without a look at it. */
    Optional<UploadedPart> part(Content object) {
        List<Checksum> checksums = object.checksumsOfBytes()
                .stream()
                .filter(checksum -> algorithms().contains(checksum.algorithm()))
                .toList();
        return object.isInParts() || checksums.size() < algorithms().size()
                ? Optional.empty()
                : Optional.of(new UploadedPart(number, object.size(), object.etag(), object.crc32c(),
                        checksums.stream().findFirst(), Map.of(), Instant.EPOCH));
    }
}
