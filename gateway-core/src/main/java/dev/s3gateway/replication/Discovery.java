package dev.s3gateway.replication;

import dev.s3gateway.backend.Layout;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.Unmanaged;
import dev.s3gateway.backend.Zone;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.failure.Failure;
import dev.s3gateway.ledger.Bucket;
import dev.s3gateway.ledger.Buckets;
import dev.s3gateway.ledger.Ledger;
import dev.s3gateway.ledger.Origin;
import dev.s3gateway.ledger.ZoneBucket;
import dev.s3gateway.object.BucketName;
import dev.s3gateway.placement.Topology;
import dev.s3gateway.replication.marker.Claim;
import dev.s3gateway.replication.marker.Markers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Gives buckets that zones have already a row of their own, where what is not ours is served. */
public final class Discovery {

    private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);

    private static final int AT_ONCE = 8;

    private final Buckets buckets;
    private final ZoneBuckets zoneBuckets;
    private final Markers markers;
    private final Supplier<Topology> topology;
    private final Predicate<BucketName> reachable;
    private final String owner;
    private final String region;

    /**
     * @param reachable whether clients can name such a bucket
     * @param owner whose buckets they become
     */
    public Discovery(Ledger ledger, Supplier<Topology> topology, Predicate<BucketName> reachable, String owner,
            String region) {
        this.buckets = ledger.buckets();
        this.zoneBuckets = new ZoneBuckets(ledger);
        this.markers = new Markers(ledger);
        this.topology = topology;
        this.reachable = reachable;
        this.owner = owner;
        this.region = region;
    }

    public boolean isWanted() {
        return topology.get().defaults().unmanaged() == Unmanaged.SERVE;
    }

    /**
     * The bucket of this name, if any zone has it; empty too where one of that name was deleted before. Fails with
     * Overloaded where none has it and one could not be asked.
     */
    public Mono<Bucket> named(BucketName name) {
        return isWanted() && reachable.test(name)
                ? asked(name).flatMap(answers -> found(name, answers))
                : Mono.empty();
    }

    private enum Answer {
        YES, NO, SILENCE
    }

    private Mono<Map<ZoneCode, Answer>> asked(BucketName name) {
        List<Zone> zones = topology.get().enabled();
        return Flux.fromIterable(zones)
                .flatMap(zone -> zone.store()
                        .knowsBucket(zone.naming().nameOf(name, zone.code()))
                        .map(known -> known ? Answer.YES : Answer.NO)
                        .onErrorReturn(StoreFailure.class, Answer.SILENCE)
                        .map(answer -> Map.entry(zone.code(), answer)), Math.max(1, zones.size()))
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    private Mono<Bucket> found(BucketName name, Map<ZoneCode, Answer> answers) {
        Set<ZoneCode> having = answers.entrySet()
                .stream()
                .filter(answer -> answer.getValue() == Answer.YES)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
        if (!having.isEmpty()) {
            return adopted(name, having);
        }
        return answers.containsValue(Answer.SILENCE)
                ? Mono.error(() -> new Failure.Overloaded("a zone that may have the bucket cannot be reached"))
                : Mono.empty();
    }

    /** Says how many buckets are new to us. A zone that does not answer is asked again at the next call. */
    public Mono<Integer> all() {
        return isWanted()
                ? Mono.zip(inZones(), known()).flatMap(both -> adopted(both.getT1(), both.getT2()))
                : Mono.just(0);
    }

    private Mono<Map<BucketName, Set<ZoneCode>>> inZones() {
        List<Zone> zones = topology.get().enabled();
        return Flux.fromIterable(zones)
                .flatMap(this::namesIn, Math.max(1, zones.size()))
                .collect(Collectors.groupingBy(Map.Entry::getKey,
                        Collectors.mapping(Map.Entry::getValue, Collectors.toSet())));
    }

    private Flux<Map.Entry<BucketName, ZoneCode>> namesIn(Zone zone) {
        return zone.store()
                .buckets()
                .onErrorResume(StoreFailure.class, failure -> {
                    LOG.debug("{} does not say which buckets it has: {}", zone.code(), failure.getMessage());
                    return Flux.empty();
                })
                .flatMapIterable(name -> zone.naming().bucketCalled(name, zone.code()).stream().toList())
                .filter(reachable)
                .map(bucket -> Map.entry(bucket, zone.code()));
    }

    private Mono<Set<BucketName>> known() {
        return buckets.all().map(all -> all.stream().map(Bucket::name).collect(Collectors.toUnmodifiableSet()));
    }

    private Mono<Integer> adopted(Map<BucketName, Set<ZoneCode>> found, Set<BucketName> known) {
        Set<BucketName> fresh = new HashSet<>(found.keySet());
        fresh.removeAll(known);
        return Flux.fromIterable(fresh)
                .concatMap(name -> adopted(name, found.getOrDefault(name, Set.of())))
                .count()
                .map(Math::toIntExact);
    }

    private Mono<Bucket> adopted(BucketName name, Set<ZoneCode> having) {
        return Flux.fromIterable(having)
                .filterWhen(zone -> isFree(zone, name), AT_ONCE)
                .collect(Collectors.toUnmodifiableSet())
                .filter(free -> !free.isEmpty())
                .flatMap(free -> buckets
                        .adopt(name, owner, region, places(name, free), Origin.internal("discovery"))
                        .flatMap(this::opened)
                        .doOnNext(bucket -> LOG.info("found the bucket {} in {}", name, free)));
    }

    /** What another gateway keeps its copies in is no bucket of a client's. */
    private Mono<Boolean> isFree(ZoneCode code, BucketName name) {
        return Mono.justOrEmpty(topology.get().zone(code))
                .flatMap(zone -> markers.claim(zone, zone.naming().nameOf(name, code)))
                .map(claim -> !(claim instanceof Claim.OtherGateways))
                .onErrorReturn(StoreFailure.class, true);
    }

    /** Where it is, and where its objects are to go. What is only read from is not even asked how it keeps things. */
    private List<ZoneBucket> places(BucketName name, Set<ZoneCode> having) {
        Topology zones = topology.get();
        List<ZoneCode> targets = zones.of(name).codes();
        List<ZoneBucket> places = new ArrayList<>();
        for (Zone zone : zones.enabled()) {
            if (zone.readOnly() && having.contains(zone.code())) {
                ZoneBucket planned = ZoneBuckets.planned(zone, name);
                places.add(new ZoneBucket(zone.code(), planned.name(), ZoneBucket.State.OPEN, Layout.SEALED,
                        planned.reason()));
            } else if (having.contains(zone.code()) || targets.contains(zone.code())) {
                places.add(ZoneBuckets.planned(zone, name));
            }
        }
        return places;
    }

    /** Where no zone has it that is written to, the next write could not wait for a task to make it there. */
    private Mono<Bucket> opened(Bucket bucket) {
        List<Zone> zones = topology.get()
                .enabled()
                .stream()
                .filter(zone -> !zone.readOnly() && bucket.in(zone.code()).isPresent())
                .toList();
        return Flux.fromIterable(zones)
                .flatMap(zone -> zoneBuckets.make(bucket, zone), Math.max(1, zones.size()))
                .then(Mono.defer(() -> buckets.byId(bucket.id())));
    }
}
