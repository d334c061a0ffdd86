package dev.s3gateway.backend;

import dev.s3gateway.bytes.Body;
import dev.s3gateway.object.ByteRange;
import dev.s3gateway.object.Metadata;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One zone: a place that stores bytes under locators. Every call is lazy (nothing happens before the subscription) and
 * fails with a {@link StoreFailure} and nothing else; only the error of a body that was being stored comes back as it
 * is, since that is no failure of the zone. The fake, the local directory and every S3 client pass the same contract
 * tests.
 */
public interface ObjectStore extends PartStore, ForeignStore, Inspection {

    /**
     * Writes one copy at a planned locator that nobody wrote to before, with the stamp beside it. The store reads or
     * discards the body whatever happens. The body's length is known, and a body that ends early or fails leaves
     * nothing that {@link #get} or {@link #stampedAt} would find. The answer names the zone's version where there is
     * one. When the Mono is cancelled, the copy is either absent or whole.
     */
    Mono<Stored> put(Locator planned, Metadata metadata, Body body);

    /** Whether {@link #putSummed} has the zone compare a sum with what it got. */
    default boolean sendsSums() {
        return false;
    }

    /**
     * As {@link #put}, with the CRC-32C of the body, which is known by the time that it ends, behind its last byte. A zone
     * that was seen to look at it takes these bytes or none. Where {@link #sendsSums} is false nothing is sent but the body.
     */
    default Mono<Stored> putSummed(Locator planned, Metadata metadata, Body body, Mono<Integer> crc32c) {
        return put(planned, metadata, body);
    }

    /**
     * Writes one copy at a planned locator, as {@link #put} does, of what this zone holds at another: pinned, whole, and
     * without the bytes passing through us. Its stamp and metadata are the planned ones. A zone whose answer may come
     * late lands late too, after a failure or a cancellation. {@link StoreFailure.NotFound} where the source or the
     * bucket is gone; Rejected where the zone cannot do it, such as with {@code NotImplemented}.
     */
    Mono<Stored> copy(Locator planned, Metadata metadata, Locator source);

    /**
     * Reads a copy, pinned by its locator: these bytes or a failure, never another version's. Where the zone keeps
     * versions the locator must name one. The range lies within the copy. {@link StoreFailure.NotFound} where it is gone,
     * also because the object at a pinned tag has another by now. The body must be read or discarded by the caller.
     */
    Mono<Found> get(Locator locator, Optional<ByteRange.Resolved> range);

    /** The size of a copy; {@link StoreFailure.NotFound} where there is none. */
    Mono<Long> size(Locator locator);

    /**
     * Removes the copy at a locator that names its zone version. Done as well where nothing is there, or where the
     * object at a pinned tag has another by now.
     */
    Mono<Void> delete(Locator locator);

    /**
     * What bears exactly this locator's stamp at its key: the same locator with its zone version, once for each copy
     * found, empty where nothing landed. This is how a provisional locator is resolved after a crash.
     */
    Flux<Locator> stampedAt(Locator provisional);

    /**
     * Makes a bucket in this zone, or finds that it is ours already, and says what is known of it: what it promises, or
     * more where it was probed. A name taken
     * by somebody else is {@link StoreFailure.Rejected} with the code {@code BucketAlreadyExists}.
     */
    Mono<Traits> createBucket(String bucket);

    /** Removes an empty bucket; done as well where there is none. Rejected with {@code BucketNotEmpty} otherwise. */
    Mono<Void> deleteBucket(String bucket);

    /** Completes when the zone answers and would take a write. */
    Mono<Void> ping();
}
