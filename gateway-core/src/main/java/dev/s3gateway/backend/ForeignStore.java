package dev.s3gateway.backend;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The calls of a zone by which things are found that nobody told us about. They only look: what bears no stamp of ours
 * belongs to somebody else. What holds for every call is said at {@link ObjectStore}.
 */
public interface ForeignStore {

    /** The names of the buckets there that are the caller's, in any order. */
    Flux<String> buckets();

    /** False as well where a bucket of that name is somebody else's. */
    Mono<Boolean> knowsBucket(String bucket);

    /**
     * What a bucket holds now, by the UTF-8 bytes of its keys: at most so many objects whose keys start with the prefix
     * and are greater than {@code after}. Older versions and what is deleted do not show. A page may be shorter than it
     * could be, but is never empty where it is truncated. {@link StoreFailure.NotFound} where there is no such bucket;
     * Corrupt where the zone lists in another order.
     */
    Mono<ZonePage> page(String bucket, String prefix, String after, int limit);

    /** What lies at a key now; {@link StoreFailure.NotFound} where nothing does. */
    Mono<ZoneObject> look(String bucket, String key);
}
