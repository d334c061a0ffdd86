package dev.s3gateway.replication;

import dev.s3gateway.failure.Failure;
import dev.s3gateway.ledger.Bucket;
import dev.s3gateway.ledger.Ledger;
import dev.s3gateway.ledger.SeenBuckets;
import dev.s3gateway.object.BucketName;
import reactor.core.publisher.Mono;

/** Look-ups that turn an empty answer into what a caller is told. */
public final class Known {

    private Known() {}

    public static Mono<Bucket> bucket(Ledger ledger, BucketName name) {
        return SeenBuckets.find(ledger, name).switchIfEmpty(Mono.error(() -> new Failure.NoSuchBucket(name)));
    }
}
