package dev.s3gateway.replication;

import dev.s3gateway.backend.Layout;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.Zone;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.bytes.Sha256;
import dev.s3gateway.ledger.Bucket;
import dev.s3gateway.ledger.Buckets;
import dev.s3gateway.ledger.ZoneBucket;
import dev.s3gateway.object.BucketName;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Makes a bucket's counterpart in a zone and records what became of it. */
public final class ZoneBuckets {

    private static final String TAKEN = "BucketAlreadyExists";

    private final Buckets buckets;

    public ZoneBuckets(Buckets buckets) {
        this.buckets = buckets;
    }

    /** Under the client's name; SEALED until the zone has shown that it keeps versions. */
    static ZoneBucket planned(ZoneCode zone, BucketName bucket) {
        return new ZoneBucket(zone, bucket.value(), ZoneBucket.State.PENDING, Layout.SEALED, Optional.empty());
    }

    /**
     * Makes it under its recorded name, or under the client's in a zone that the bucket does not know yet. Says how it
     * stands now: OPEN, or FAILED with the reason. Fails only where the ledger does.
     */
    public Mono<ZoneBucket> make(Bucket bucket, Zone zone) {
        ZoneBucket wanted = bucket.in(zone.code()).orElseGet(() -> planned(zone.code(), bucket.name()));
        return made(wanted, zone).flatMap(result -> buckets.record(bucket.id(), result).thenReturn(result));
    }

    /** As {@link #make}; but a name that somebody else has taken gives way to one that nobody has. */
    public Mono<ZoneBucket> makeUnderAnyName(Bucket bucket, Zone zone) {
        return make(bucket, zone).flatMap(first -> isTaken(first)
                ? made(renamed(first, bucket), zone)
                        .flatMap(second -> buckets.record(bucket.id(), second).thenReturn(second))
                : Mono.just(first));
    }

    private static Mono<ZoneBucket> made(ZoneBucket wanted, Zone zone) {
        return Mono.defer(() -> zone.store().createBucket(wanted.name()))
                .map(layout -> new ZoneBucket(zone.code(), wanted.name(), ZoneBucket.State.OPEN, layout,
                        Optional.empty()))
                .onErrorResume(StoreFailure.class, failure -> Mono.just(failed(wanted, failure)));
    }

    private static ZoneBucket failed(ZoneBucket wanted, StoreFailure failure) {
        return new ZoneBucket(wanted.zone(), wanted.name(), ZoneBucket.State.FAILED, wanted.layout(),
                Optional.of(String.valueOf(failure.getMessage())));
    }

    private static boolean isTaken(ZoneBucket outcome) {
        return !outcome.isOpen() && outcome.reason().filter(reason -> reason.startsWith(TAKEN)).isPresent();
    }

    private static ZoneBucket renamed(ZoneBucket taken, Bucket bucket) {
        String stem = bucket.name().value().replace('.', '-');
        String name = stem.substring(0, Math.min(40, stem.length())) + "-" + hash(bucket, taken.zone());
        return new ZoneBucket(taken.zone(), name, ZoneBucket.State.PENDING, taken.layout(), Optional.empty());
    }

    // Of the bucket's identity, not of its name alone: the same name may be taken by ourselves, from before a delete.
    private static String hash(Bucket bucket, ZoneCode zone) {
        return Sha256.hex(bucket.id() + "/" + zone).substring(0, 20);
    }
}
