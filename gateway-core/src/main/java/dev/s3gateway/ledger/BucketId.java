package dev.s3gateway.ledger;

import java.util.UUID;

/** The identity of a bucket; a bucket deleted and made again under the same name is another one. */
public record BucketId(UUID value) {

    @Override
    public String toString() {
        return value.toString();
    }
}
