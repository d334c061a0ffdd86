package dev.s3gateway.replication;

import dev.s3gateway.backend.BucketNaming;
import dev.s3gateway.backend.Layout;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.Traits;
import dev.s3gateway.backend.Zone;
import dev.s3gateway.ledger.Bucket;
import dev.s3gateway.ledger.Buckets;
import dev.s3gateway.ledger.Ledger;
import dev.s3gateway.ledger.ZoneBucket;
import dev.s3gateway.object.BucketName;
import dev.s3gateway.replication.marker.Claim;
import dev.s3gateway.replication.marker.Markers;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Makes a bucket's counterpart in a zone, marks it as ours, and records what became of it. */
public final class ZoneBuckets {

    private static final Logger LOG = LoggerFactory.getLogger(ZoneBuckets.class);
    private static final String TAKEN = "BucketAlreadyExists";

    private final Buckets buckets;
    private final Markers markers;

    public ZoneBuckets(Ledger ledger) {
        this.buckets = ledger.buckets();
        this.markers = new Markers(ledger);
    }

    /** Under the name that the zone's naming gives it; SEALED until the zone has shown that it keeps versions. */
    static ZoneBucket planned(Zone zone, BucketName bucket) {
        return pending(zone, zone.naming().nameOf(bucket, zone.code()));
    }

    private static ZoneBucket pending(Zone zone, String name) {
        return new ZoneBucket(zone.code(), name, ZoneBucket.State.PENDING, Layout.SEALED, Optional.empty());
    }

    /**
     * Makes it under its recorded name, or under that of the zone's naming where the bucket does not know the zone yet.
     * Says how it stands now: OPEN, or FAILED with the reason. Fails only where the ledger does.
     */
    public Mono<ZoneBucket> make(Bucket bucket, Zone zone) {
        return make(bucket, zone, bucket.in(zone.code()).orElseGet(() -> planned(zone, bucket.name())));
    }

    /**
     * As {@link #make}; but a name that somebody else has taken gives way to one that nobody has, unless the operator
     * chose it for this very bucket.
     */
    public Mono<ZoneBucket> makeUnderAnyName(Bucket bucket, Zone zone) {
        return make(bucket, zone).flatMap(first -> isTaken(first) && !zone.naming().isMapped(bucket.name())
                ? make(bucket, zone, renamed(bucket, zone))
                : Mono.just(first));
    }

    static boolean isTaken(ZoneBucket outcome) {
        return !outcome.isOpen() && outcome.reason().filter(reason -> reason.startsWith(TAKEN)).isPresent();
    }

    private Mono<ZoneBucket> make(Bucket bucket, Zone zone, ZoneBucket wanted) {
        return made(bucket, zone, wanted)
                .flatMap(result -> buckets.record(bucket.id(), result).thenReturn(told(bucket, wanted, result)));
    }

    /** Operators hear of a name that clients do not use, and once of each reason why there is no bucket. */
    private static ZoneBucket told(Bucket bucket, ZoneBucket wanted, ZoneBucket result) {
        if (result.isOpen() && !wanted.isOpen() && !result.name().equals(bucket.name().value())) {
            LOG.info("the bucket {} lies in {} as {}", bucket.name(), result.zone(), result.name());
        }
        if (!result.isOpen() && bucket.in(result.zone()).filter(result::equals).isEmpty()) {
            LOG.warn("the bucket {} could not be made in {} as {}, which will be tried again: {}", bucket.name(),
                    result.zone(), result.name(), result.reason().orElse("no reason was given"));
        }
        return result;
    }

    private Mono<ZoneBucket> made(Bucket bucket, Zone zone, ZoneBucket wanted) {
        return requireNoneOfOurs(bucket, zone, wanted.name())
                .then(Mono.defer(() -> unlessOthers(zone, wanted.name())))
                .map(traits -> new ZoneBucket(zone.code(), wanted.name(), ZoneBucket.State.OPEN, traits,
                        Optional.empty()))
                .onErrorResume(StoreFailure.class, failure -> Mono.just(failed(wanted, failure)));
    }

    /** The zone would take it for made already: it has one owner for all that is ours. */
    private Mono<Void> requireNoneOfOurs(Bucket bucket, Zone zone, String name) {
        return buckets.at(zone.code(), name)
                .filter(other -> !other.id().equals(bucket.id()))
                .flatMap(other -> Mono.error(() -> new StoreFailure.Rejected(TAKEN,
                        "the bucket " + other.name() + " lies in " + name)));
    }

    /** Not even probed where a marker says that it is another's. */
    private Mono<Traits> unlessOthers(Zone zone, String name) {
        return markers.claim(zone, name)
                // Before it is made, a bucket that is another account's cannot be looked into.
                .onErrorResume(StoreFailure.Rejected.class, _ -> Mono.just(new Claim.Nobodys()))
                .flatMap(claim -> free(zone, name, claim))
                .then(Mono.defer(() -> zone.store().createBucket(name)))
                .flatMap(traits -> zone.takes(traits) ? marked(zone, name).thenReturn(traits) : Mono.just(traits));
    }

    private Mono<Void> marked(Zone zone, String name) {
        return markers.claim(zone, name)
                .flatMap(claim -> claim instanceof Claim.Nobodys ? markers.mark(zone, name) : free(zone, name, claim));
    }

    private static Mono<Void> free(Zone zone, String name, Claim claim) {
        return switch (claim) {
            case Claim.Ours() -> Mono.empty();
            case Claim.Nobodys() -> Mono.empty();
            case Claim.OtherGateways(var owner) -> Mono.error(() -> new StoreFailure.Rejected(TAKEN,
                    "by its marker " + name + " is that of " + owner));
            // Under another name both zones would be one place all the same.
            case Claim.OtherZones(var owner) -> Mono.error(() -> new StoreFailure.Rejected("ZoneIsAnother",
                    "by its marker " + name + " in " + zone.code() + " is that of the zone " + owner
                            + ": two zones must not be one place; correct the endpoint of one of them"));
        };
    }

    private static ZoneBucket failed(ZoneBucket wanted, StoreFailure failure) {
        return new ZoneBucket(wanted.zone(), wanted.name(), ZoneBucket.State.FAILED, wanted.traits(),
                Optional.of(String.valueOf(failure.getMessage())));
    }

    // Of the bucket's identity, not of its name alone: the same name may be taken by ourselves, from before a delete.
    private static ZoneBucket renamed(Bucket bucket, Zone zone) {
        return pending(zone, BucketNaming.distinct(zone.naming().nameOf(bucket.name(), zone.code()),
                bucket.id() + "/" + zone.code()));
    }
}
