package dev.s3gateway.replication;

import dev.s3gateway.failure.Failure;
import dev.s3gateway.ledger.Bucket;
import dev.s3gateway.ledger.BucketChanged;
import dev.s3gateway.ledger.Ledger;
import dev.s3gateway.ledger.SeenBuckets;
import dev.s3gateway.object.BucketName;
import reactor.core.publisher.Mono;

/** Look-ups that turn an empty answer into what a caller is told. */
public final class Known {

    private Known() {}

    /** Or as it is remembered; see {@link SeenBuckets#recall}. */
    public static Mono<Bucket> recalled(Ledger ledger, BucketName name) {
        return SeenBuckets.recall(ledger, name).switchIfEmpty(Mono.error(() -> new Failure.NoSuchBucket(name)));
    }

    /** What to say where the ledger knows a bucket no more by its id: by now another one may have its name. */
    public static <T> Mono<T> gone(Ledger ledger, BucketName name) {
        return ledger.buckets()
                .find(name)
                .flatMap(_ -> Mono.<T>error(() -> new BucketChanged(name)))
                .switchIfEmpty(Mono.error(() -> new Failure.NoSuchBucket(name)));
    }

    public static Mono<Bucket> bucket(Ledger ledger, BucketName name) {
        return SeenBuckets.find(ledger, name).switchIfEmpty(Mono.error(() -> new Failure.NoSuchBucket(name)));
    }
}
