package dev.s3gateway.replication.copy;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.Stored;
import dev.s3gateway.backend.ZoneDigest;
import dev.s3gateway.object.ETag;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Whether a zone holds our bytes. Its word is taken only where it says what it computed from them. */
public final class Verification {

    private Verification() {}

    /**
     * The locator of a copy that is proven; {@link StoreFailure.Corrupt} where it is not what it must be. Where the
     * zone says nothing but a size, the copy is read back, unless {@code digests} are not asked for.
     */
    public static Mono<Locator> of(ObjectStore store, Stored stored, Fingerprint expected, boolean digests) {
        if (stored.size() != expected.size()) {
            return unlike(stored.locator());
        }
        return switch (stored.digest()) {
            case ZoneDigest.Md5(var tag) when expected.etag().isPresent() ->
                proven(stored, tag.equals(expected.etag().get()));
            case ZoneDigest.Crc32c(var crc) -> proven(stored, crc == expected.crc32c());
            case ZoneDigest.CheckedOurs(var tag) -> proven(stored, agree(tag, expected.etag()));
            case ZoneDigest.NotAsked() -> Mono.just(stored.locator());
            case ZoneDigest.Md5 _,ZoneDigest.None _ -> digests
                    ? readBack(store, stored.locator(), expected)
                    : Mono.just(stored.locator());
        };
    }

    /** Where both are known. */
    private static boolean agree(Optional<ETag> theirs, Optional<ETag> ours) {
        return theirs.isEmpty() || ours.isEmpty() || theirs.equals(ours);
    }

    /** Reads a whole copy and compares it; fails as {@link ObjectStore#get} does, or with Corrupt. */
    public static Mono<Locator> readBack(ObjectStore store, Locator locator, Fingerprint expected) {
        return store.get(locator, Optional.empty())
                .flatMap(found -> found.body().chunks().collect(RunningCrc::new, RunningCrc::swallow))
                .flatMap(crc -> crc.matches(expected.size(), expected.crc32c())
                        ? Mono.just(locator)
                        : unlike(locator));
    }

    private static Mono<Locator> proven(Stored stored, boolean same) {
        return same ? Mono.just(stored.locator()) : unlike(stored.locator());
    }

    private static Mono<Locator> unlike(Locator locator) {
        return Mono
                .error(() -> new StoreFailure.Corrupt("the zone does not hold the bytes that were sent: " + locator));
    }
}
