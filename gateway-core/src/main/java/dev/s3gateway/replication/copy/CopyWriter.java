package dev.s3gateway.replication.copy;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.Stored;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.ledger.Buckets;
import dev.s3gateway.lifecycle.Background;
import dev.s3gateway.object.Metadata;
import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Writes one copy at its planned address, and does not believe it before it is proven. */
public final class CopyWriter {

    private static final int LOOKS = 5;
    private static final Duration FIRST_LOOK = Duration.ofMillis(50);

    private final Buckets buckets;
    private final Background background;

    public CopyWriter(Buckets buckets, Background background) {
        this.buckets = buckets;
        this.background = background;
    }

    /**
     * The proven copy. {@code arrived} says what the body was, and is known by the time that the last byte of it can have
     * reached the zone. A zone that looks at a sum behind the body is given it.
     */
    public Mono<Copied> write(CopyTarget target, Metadata metadata, Body body, Mono<Fingerprint> arrived,
            boolean digests) {
        return Mono.defer(() -> sent(target, metadata, body, arrived.map(Fingerprint::crc32c)))
                .flatMap(stored -> proven(target, stored, arrived, digests)
                        .map(copy -> new Copied(copy, target.tag(stored))));
    }

    /** The same of a body that is known beforehand. */
    public Mono<Copied> write(CopyTarget target, Metadata metadata, Body body, Fingerprint expected, boolean digests) {
        return Mono.defer(() -> sent(target, metadata, body, Mono.just(expected.crc32c())))
                .flatMap(stored -> proven(target, stored, expected, digests)
                        .map(copy -> new Copied(copy, target.tag(stored))));
    }

    private static Mono<Stored> sent(CopyTarget target, Metadata metadata, Body body, Mono<Integer> crc32c) {
        // Of nothing there is nothing to sum up.
        return target.looksAtSums() && body.length().orElse(0) > 0
                ? target.store().putSummed(target.planned(), metadata, body, crc32c)
                : target.store().put(target.planned(), metadata, body);
    }

    /** The same of what the zone itself makes of another copy that it holds. */
    public Mono<Locator> copy(CopyTarget target, Metadata metadata, Locator source, Fingerprint expected,
            boolean digests) {
        return Mono.defer(() -> target.store().copy(target.planned(), metadata, source))
                .flatMap(stored -> proven(target, stored, expected, digests));
    }

    /** The same of what a zone says that it has stored. */
    public Mono<Locator> proven(CopyTarget target, Stored answer, Fingerprint expected, boolean digests) {
        if (lacksItsVersion(target, answer)) {
            return unpinned(target);
        }
        Mono<Locator> copy = Verification.of(target.store(), target.believed(answer), expected, digests);
        return target.isSeenAtOnce() ? copy : copy.flatMap(written -> seen(target, written));
    }

    private Mono<Locator> proven(CopyTarget target, Stored answer, Mono<Fingerprint> arrived, boolean digests) {
        return lacksItsVersion(target, answer)
                ? unpinned(target)
                : known(arrived).flatMap(expected -> proven(target, answer, expected, digests));
    }

    /** A zone that sees late what it was given has it only once it sees it. */
    private static Mono<Locator> seen(CopyTarget target, Locator copy) {
        return Mono.defer(() -> target.store().size(copy))
                .retryWhen(Retry.backoff(LOOKS, FIRST_LOOK)
                        .filter(StoreFailure.NotFound.class::isInstance)
                        .onRetryExhaustedThrow((_, last) -> last.failure()))
                .thenReturn(copy);
    }

    private static boolean lacksItsVersion(CopyTarget target, Stored stored) {
        return target.needsZoneVersion() && stored.locator().isProvisional();
    }

    private Mono<Locator> unpinned(CopyTarget target) {
        // A bucket that keeps no versions after all: from now on every attempt there gets a key of its own.
        background.start("seal zone bucket", buckets.record(target.bucket(), target.sealed()));
        return Mono.error(() -> new StoreFailure.Corrupt("the zone names no version of what it stored"));
    }

    /** An answer that comes before all of the body was here cannot be about all of it. */
    public static <T> Mono<T> known(Mono<T> arrived) {
        return Mono.firstWithSignal(arrived,
                Mono.error(() -> new StoreFailure.Corrupt("the zone answered before it can have had the bytes")));
    }
}
