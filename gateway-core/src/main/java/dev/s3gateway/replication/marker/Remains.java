package dev.s3gateway.replication.marker;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.Zone;
import dev.s3gateway.ledger.Bucket;
import dev.s3gateway.ledger.KeyPage;
import dev.s3gateway.ledger.KeyQuery;
import dev.s3gateway.ledger.Version;
import dev.s3gateway.ledger.Versions;
import dev.s3gateway.ledger.ZoneBucket;
import dev.s3gateway.object.ObjectKey;
import dev.s3gateway.object.ObjectRef;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Whether a zone bucket holds what the ledger knows there: of a few objects, is one of them there? */
final class Remains {

    private static final int SAMPLE = 20;

    private final Versions versions;

    Remains(Versions versions) {
        this.versions = versions;
    }

    enum Found {
        SOME, NONE, NOTHING_EXPECTED
    }

    Mono<Found> of(Zone zone, Bucket bucket, ZoneBucket there) {
        return versions.page(new KeyQuery(bucket.id(), "", "", "", SAMPLE))
                .flatMapIterable(KeyPage::items)
                .concatMap(item -> versions.current(bucket.id(),
                        new ObjectRef(bucket.name(), new ObjectKey(item.name()))))
                .concatMap(version -> expected(zone, there, version))
                .concatMap(copy -> isThere(zone, copy))
                .takeUntil(found -> found)
                .reduce(Found.NOTHING_EXPECTED, (_, isThere) -> isThere ? Found.SOME : Found.NONE);
    }

    private static Flux<Locator> expected(Zone zone, ZoneBucket there, Version version) {
        return Flux.fromStream(version.completeIn(zone.code()).stream())
                .filter(locator -> locator.bucket().equals(there.name()));
    }

    /** Each copy has a name or a version of its own, so that it is enough to find it. */
    private static Mono<Boolean> isThere(Zone zone, Locator copy) {
        return zone.store().metadata(copy).thenReturn(true).onErrorReturn(StoreFailure.NotFound.class, false);
    }
}
