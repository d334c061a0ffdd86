package dev.s3gateway.replication.copy;

import dev.s3gateway.ledger.Content;
import dev.s3gateway.object.ETag;
import java.util.Optional;

/**
 * What tells one body from another: its size, its entity tag and the CRC-32C of its bytes.
 *
 * @param etag empty where nobody has computed it here
 */
public record Fingerprint(long size, Optional<ETag> etag, int crc32c) {

    public static Fingerprint of(Content content) {
        return new Fingerprint(content.size(), Optional.of(content.etag()), content.crc32c());
    }
}
