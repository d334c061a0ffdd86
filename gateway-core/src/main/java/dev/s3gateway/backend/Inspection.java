package dev.s3gateway.backend;

import dev.s3gateway.bytes.Body;
import dev.s3gateway.object.Metadata;
import java.time.Instant;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * The calls by which a probe finds out what a zone really does. What holds for every call is said at
 * {@link ObjectStore}; what a zone cannot do is {@link StoreFailure.Rejected}, mostly as {@code NotImplemented}.
 */
public interface Inspection {

    /** The settings of a bucket that is there. */
    Mono<BucketSettings> settings(String bucket);

    /** As {@link ObjectStore#put}, with a claim that the zone may check. Rejected where it refused the claim. */
    Mono<Stored> claim(Locator planned, Body.Buffered body, Claim claim);

    /** What stands beside a copy, as the zone gives it back; a stamp may be among it. */
    Mono<Metadata> metadata(Locator locator);

    /** The first so many keys that begin like this, each once, in the order in which the zone gives them. */
    Mono<List<String>> keys(String bucket, String prefix, int atMost);

    /** What time it is at the zone, to the second. */
    Mono<Instant> clock();

    /** Locks a copy, which must name its zone version, so that only {@link #deleteLocked} removes it before then. */
    Mono<Void> lock(Locator locator, Instant until);

    /** As {@link ObjectStore#delete}, past a lock that {@link #lock} set. */
    Mono<Void> deleteLocked(Locator locator);
}
