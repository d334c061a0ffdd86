package dev.s3gateway.ledger;

import dev.s3gateway.object.BucketName;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Mono;

/**
 * The buckets that one request has found: whoever checks its rights and whoever serves it ask for the same one, and it need
 * not be looked up twice. Rides in the request's context, and ends with it. No promise is weakened: each is as the ledger
 * said while the request was served, and what changes a bucket's keys looks at its row again, under its lock.
 */
public final class SeenBuckets {

    private final Map<BucketName, Bucket> seen = new ConcurrentHashMap<>();

    private SeenBuckets() {}

    /** From here on up, each bucket is looked up until it is found, and not again. */
    public static <T> Mono<T> of(Mono<T> request) {
        return request.contextWrite(context -> context.put(SeenBuckets.class, new SeenBuckets()));
    }

    /** The same as {@link Buckets#find}, which is asked outside of requests. */
    public static Mono<Bucket> find(Ledger ledger, BucketName name) {
        return Mono.deferContextual(context -> context.<SeenBuckets>getOrEmpty(SeenBuckets.class)
                .map(request -> request.find(ledger.buckets(), name))
                .orElseGet(() -> ledger.buckets().find(name)));
    }

    private Mono<Bucket> find(Buckets buckets, BucketName name) {
        Bucket found = seen.get(name);
        return found == null ? buckets.find(name).doOnNext(bucket -> seen.put(name, bucket)) : Mono.just(found);
    }
}
