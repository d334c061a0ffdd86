package dev.s3gateway.replication;

import dev.s3gateway.backend.Zone;
import dev.s3gateway.failure.Failure;
import dev.s3gateway.ledger.Bucket;
import dev.s3gateway.ledger.Buckets;
import dev.s3gateway.ledger.KeyQuery;
import dev.s3gateway.ledger.Ledger;
import dev.s3gateway.ledger.Origin;
import dev.s3gateway.ledger.ZoneBucket;
import dev.s3gateway.lifecycle.Background;
import dev.s3gateway.object.BucketName;
import dev.s3gateway.placement.Placement;
import dev.s3gateway.placement.Topology;
import dev.s3gateway.placement.ZoneHealth;
import dev.s3gateway.replication.foreign.ForeignListing;
import dev.s3gateway.replication.foreign.ForeignObjects;
import java.util.List;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Makes and removes buckets: the ledger's row first, the zones' buckets after it, what could not be done by tasks. */
public final class BucketLifecycle {

    private final Ledger ledger;
    private final ZoneBuckets zoneBuckets;
    private final Supplier<Topology> topology;
    private final ZoneHealth health;
    private final Background background;
    private final ForeignObjects foreign;
    private final ForeignListing listing;

    public BucketLifecycle(Ledger ledger, Supplier<Topology> topology, ZoneHealth health, Background background) {
        this.ledger = ledger;
        this.zoneBuckets = new ZoneBuckets(ledger);
        this.topology = topology;
        this.health = health;
        this.background = background;
        this.foreign = new ForeignObjects(ledger, topology);
        this.listing = new ForeignListing(ledger, topology);
    }

    /** Succeeds once as many zones have the bucket as a write needs; otherwise the bucket is taken back. */
    public Mono<Bucket> create(BucketName name, String owner, String region, Origin origin) {
        Mono<Bucket> creation = Mono.defer(() -> {
            Placement placement = topology.get().of(name);
            return requireZones(placement).then(row(name, owner, region, placement, origin))
                    .flatMap(bucket -> inZones(bucket, placement, origin));
        });
        return background.detached("create bucket", creation.transform(Outages.told()));
    }

    /** Takes an empty bucket out of sight; its zone buckets go by tasks. */
    public Mono<Void> delete(BucketName name, Origin origin) {
        Mono<Void> deletion = ledger.buckets()
                .find(name)
                .filter(foreign::areServed)
                .flatMap(this::requireNoneOfOthers)
                .then(Mono.defer(() -> ledger.buckets().delete(name, origin)))
                .flatMap(result -> verdict(result, name));
        return background.detached("delete bucket", deletion.transform(Outages.told()));
    }

    public Mono<Bucket> find(BucketName name) {
        return Known.bucket(ledger, name).transform(Outages.told());
    }

    public Mono<List<Bucket>> ownedBy(String owner) {
        return ledger.buckets().ownedBy(owner).transform(Outages.told());
    }

    public Mono<List<Bucket>> all() {
        return ledger.buckets().all().transform(Outages.told());
    }

    private Mono<Void> requireZones(Placement placement) {
        return reachable(placement).size() >= placement.needed()
                ? Mono.empty()
                : Mono.error(new Failure.Overloaded("too few zones are usable"));
    }

    private Mono<Bucket> row(BucketName name, String owner, String region, Placement placement, Origin origin) {
        List<ZoneBucket> planned = placement.zones().stream().map(zone -> ZoneBuckets.planned(zone, name)).toList();
        return ledger.buckets()
                .create(name, owner, region, planned, origin)
                .flatMap(creation -> switch (creation) {
                    case Buckets.Creation.Created(var bucket) -> Mono.just(bucket);
                    case Buckets.Creation.AlreadyThere(var bucket) -> Mono.error(bucket.owner().equals(owner)
                            ? new Failure.BucketAlreadyOwnedByYou(name)
                            : new Failure.BucketAlreadyExists(name));
                });
    }

    private Mono<Bucket> inZones(Bucket bucket, Placement placement, Origin origin) {
        List<Zone> zones = reachable(placement);
        return Flux.fromIterable(zones)
                .flatMap(zone -> zoneBuckets.make(bucket, zone), zones.size())
                .collectList()
                .flatMap(made -> isEnough(made, placement) ? Mono.just(made) : renamed(bucket, made))
                .flatMap(made -> isEnough(made, placement)
                        ? find(bucket.name())
                        : takeBack(bucket, made, placement.needed(), origin));
    }

    /** Elsewhere a task tries another name. Here the client would be refused for a name that only a zone knows. */
    private Mono<List<ZoneBucket>> renamed(Bucket bucket, List<ZoneBucket> made) {
        return Flux.fromIterable(made)
                .concatMap(there -> ZoneBuckets.isTaken(there) ? renamed(bucket, there) : Mono.just(there))
                .collectList();
    }

    private Mono<ZoneBucket> renamed(Bucket bucket, ZoneBucket taken) {
        return Mono.justOrEmpty(topology.get().zone(taken.zone()))
                .flatMap(zone -> zoneBuckets.makeUnderAnyName(bucket, zone))
                .defaultIfEmpty(taken);
    }

    /**
     * So that the client may simply try again, unless an operator has to choose another name first. By now
     * another bucket may have the name.
     */
    private Mono<Bucket> takeBack(Bucket bucket, List<ZoneBucket> made, int needed, Origin origin) {
        int open = (int) made.stream().filter(ZoneBucket::isOpen).count();
        return ledger.buckets()
                .delete(bucket.id(), origin)
                .then(Mono.error(() -> made.stream().anyMatch(ZoneBuckets::isTaken)
                        ? new Failure.BucketAlreadyExists(bucket.name())
                        : new Failure.TooFewCopies(open, needed)));
    }

    private static boolean isEnough(List<ZoneBucket> made, Placement placement) {
        return made.stream().filter(ZoneBucket::isOpen).count() >= placement.needed();
    }

    private List<Zone> reachable(Placement placement) {
        return placement.zones().stream().filter(zone -> health.usable(zone.code())).toList();
    }

    private Mono<Void> requireNoneOfOthers(Bucket bucket) {
        return listing.page(bucket, new KeyQuery(bucket.id(), "", "", "", 1))
                .flatMap(page -> page.items().isEmpty()
                        ? Mono.empty()
                        : Mono.error(() -> new Failure.BucketNotEmpty(bucket.name())));
    }

    private static Mono<Void> verdict(Buckets.Deletion result, BucketName name) {
        return switch (result) {
            case DELETED -> Mono.empty();
            case NOT_EMPTY -> Mono.error(new Failure.BucketNotEmpty(name));
            case MISSING -> Mono.error(new Failure.NoSuchBucket(name));
        };
    }
}
