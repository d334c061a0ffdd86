package dev.s3gateway.ledger;

import java.util.Optional;

/**
 * A question for open uploads of a bucket, ordered by key and then by id.
 *
 * @param prefix keys must start with it
 * @param afterKey only uploads of greater keys; empty for all
 * @param afterUpload also those of {@code afterKey} itself whose id is greater
 */
public record UploadQuery(BucketId bucket, String prefix, String afterKey, Optional<UploadId> afterUpload,
        int limit) {}
