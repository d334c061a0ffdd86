package dev.s3gateway.ledger;

import dev.s3gateway.object.BucketName;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Mono;

/**
 * The buckets that one request has found: whoever checks its rights and whoever serves it ask for the same one, and it need
 * not be looked up twice. Rides in the request's context, and ends with it. No promise is weakened: each is as the ledger
 * said while the request was served, and what changes a bucket's keys looks at its row again, under its lock.
 *
 * <p>A request may also begin with what this process remembers. It then speaks of a bucket only by its id, and answers
 * nothing that rests on the remembered row alone.
 */
public final class SeenBuckets {

    /** {@code sure}: by the ledger's word while the request was served. */
    private record Seen(Bucket bucket, boolean sure) {}

    private final Map<BucketName, Seen> seen = new ConcurrentHashMap<>();
    private final boolean remembering;

    private SeenBuckets(boolean remembering) {
        this.remembering = remembering;
    }

    /** From here on up, each bucket is looked up until it is found, and not again. */
    public static <T> Mono<T> of(Mono<T> request) {
        return request.contextWrite(context -> context.put(SeenBuckets.class, new SeenBuckets(false)));
    }

    /** The same, where {@link #recall} may answer from memory. May fail with {@link BucketChanged}. */
    public static <T> Mono<T> remembering(Mono<T> request) {
        return request.contextWrite(context -> context.put(SeenBuckets.class, new SeenBuckets(true)));
    }

    /** The same as {@link Buckets#find}, which is asked outside of requests. */
    public static Mono<Bucket> find(Ledger ledger, BucketName name) {
        return Mono.deferContextual(context -> context.<SeenBuckets>getOrEmpty(SeenBuckets.class)
                .map(request -> request.find(ledger.buckets(), name))
                .orElseGet(() -> ledger.buckets().find(name)));
    }

    /**
     * The same, or what is remembered: for whoever goes on with the bucket's id, and asks {@link #confirm} before it says
     * that something is not there.
     */
    public static Mono<Bucket> recall(Ledger ledger, BucketName name) {
        return Mono.deferContextual(context -> context.<SeenBuckets>getOrEmpty(SeenBuckets.class)
                .filter(request -> request.remembering)
                .map(request -> request.recall(ledger.buckets(), name))
                .orElseGet(() -> find(ledger, name)));
    }

    /** The bucket as the ledger says it is where it was only remembered; empty where there is none of its name. */
    public static Mono<Bucket> confirm(Ledger ledger, Bucket bucket) {
        return Mono.deferContextual(context -> context.<SeenBuckets>getOrEmpty(SeenBuckets.class)
                .filter(request -> request.remembering)
                .map(request -> request.find(ledger.buckets(), bucket.name()))
                .orElseGet(() -> Mono.just(bucket)));
    }

    private Mono<Bucket> find(Buckets buckets, BucketName name) {
        Seen found = seen.get(name);
        return found != null && found.sure()
                ? Mono.just(found.bucket())
                : buckets.find(name).doOnNext(this::keep);
    }

    private void keep(Bucket bucket) {
        Seen before = seen.put(bucket.name(), new Seen(bucket, true));
        if (before != null && !before.bucket().id().equals(bucket.id())) {
            throw new BucketChanged(bucket.name());
        }
    }

    private Mono<Bucket> recall(Buckets buckets, BucketName name) {
        Seen found = seen.get(name);
        return found == null
                ? buckets.recall(name).map(this::remembered).orElseGet(() -> find(buckets, name))
                : Mono.just(found.bucket());
    }

    private Mono<Bucket> remembered(Bucket bucket) {
        seen.put(bucket.name(), new Seen(bucket, false));
        return Mono.just(bucket);
    }
}
