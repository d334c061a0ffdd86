package dev.s3gateway.ledger;

import dev.s3gateway.object.BucketName;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Open buckets as a process has seen them a moment ago. That one has been deleted meanwhile is for the caller to find out;
 * what else stands in its row is at most {@link #LONGEST} old, and never older than this process's own last change of any
 * bucket. Absence is not remembered, nor is a bucket that some zone is still to get: it is about to change.
 */
public final class BucketMemory {

    public static final Duration LONGEST = Duration.ofSeconds(1);

    private static final int MOST = 10_000;

    private record Seen(Bucket bucket, long askedAt) {}

    private final Map<BucketName, Seen> seen = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;
    private long changedAt;

    /** @param nanoTime a monotonic clock */
    public BucketMemory(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.changedAt = nanoTime.getAsLong() - 1;
    }

    public Optional<Bucket> recall(BucketName name) {
        Seen found = seen.get(name);
        return found != null && nanoTime.getAsLong() - found.askedAt() < LONGEST.toNanos()
                ? Optional.of(found.bucket())
                : Optional.empty();
    }

    /** The same look-up, whose answer is remembered. Its age counts from when it was asked for. */
    public Mono<Bucket> learning(BucketName name, Mono<Bucket> lookUp) {
        return Mono.defer(() -> {
            long askedAt = nanoTime.getAsLong();
            return lookUp.doOnSuccess(found -> learn(name, found, askedAt));
        });
    }

    private synchronized void learn(BucketName name, @Nullable Bucket found, long askedAt) {
        if (seen.size() >= MOST) {
            seen.clear();
        }
        if (found == null || !found.zones().stream().allMatch(ZoneBucket::isOpen)) {
            seen.remove(name);
        } else if (askedAt - changedAt > 0) {
            seen.put(name, new Seen(found, askedAt));
        }
    }

    /** The same change of buckets, however it ends; nothing that was seen before is remembered after it. */
    public <T> Mono<T> changing(Mono<T> change) {
        return change.doOnTerminate(this::forget).doOnCancel(this::forget);
    }

    private synchronized void forget() {
        changedAt = nanoTime.getAsLong();
        seen.clear();
    }
}
