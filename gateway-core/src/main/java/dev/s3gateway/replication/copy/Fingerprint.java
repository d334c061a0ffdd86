package dev.s3gateway.replication.copy;

import dev.s3gateway.ledger.Content;
import dev.s3gateway.object.ETag;

/** What tells one body from another: its size, its entity tag and the CRC-32C of its bytes. */
public record Fingerprint(long size, ETag etag, int crc32c) {

    public static Fingerprint of(Content content) {
        return new Fingerprint(content.size(), content.etag(), content.crc32c());
    }
}
