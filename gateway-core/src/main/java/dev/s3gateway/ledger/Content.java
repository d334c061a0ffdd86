package dev.s3gateway.ledger;

import dev.s3gateway.object.Checksum;
import dev.s3gateway.object.ETag;
import dev.s3gateway.object.Metadata;
import java.util.List;

/** What a version holds: its size, its tag, the CRC-32C of its bytes, what the client said and which checksums it sent. */
public record Content(long size, ETag etag, int crc32c, Metadata metadata, List<Checksum> checksums) {

    public Content {
        checksums = List.copyOf(checksums);
    }
}
