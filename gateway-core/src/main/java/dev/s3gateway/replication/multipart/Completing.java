package dev.s3gateway.replication.multipart;

import dev.s3gateway.ledger.Origin;
import dev.s3gateway.object.Checksum;
import dev.s3gateway.object.Conditions;
import dev.s3gateway.object.ETag;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The wish to make an object of parts.
 *
 * @param parts as the client lists them, at least one
 * @param checksum of the whole object, by the client's word
 * @param size of the whole object, by the client's word
 */
public record Completing(UploadRef upload, List<Listed> parts, Optional<Checksum> checksum, OptionalLong size,
        Conditions conditions, Origin origin) {

    /** A part as the client knows it; {@code checksums} are those that it was told or computed. */
    public record Listed(int number, Optional<ETag> etag, List<Checksum> checksums) {

        public Listed {
            checksums = List.copyOf(checksums);
        }
    }

    public Completing {
        parts = List.copyOf(parts);
    }
}
