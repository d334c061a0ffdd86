package dev.s3gateway.ledger;

import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.object.Checksum;
import dev.s3gateway.object.ETag;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A part that is stored: what it is, and how each zone that has it calls it.
 *
 * @param checksum of the upload's algorithm
 * @param uploadedAt the ledger's time; whoever records a part says anything
 */
public record UploadedPart(int number, long size, ETag etag, int crc32c, Optional<Checksum> checksum,
        Map<ZoneCode, String> tags, Instant uploadedAt) {

    public UploadedPart {
        tags = Map.copyOf(tags);
    }
}
