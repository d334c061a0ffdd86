package dev.s3gateway.replication.write;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.Stamp;
import dev.s3gateway.backend.Zone;
import dev.s3gateway.failure.Failure;
import dev.s3gateway.ledger.Bucket;
import dev.s3gateway.ledger.Foreign;
import dev.s3gateway.ledger.Intent;
import dev.s3gateway.ledger.Ledger;
import dev.s3gateway.ledger.Version;
import dev.s3gateway.ledger.ZoneBucket;
import dev.s3gateway.object.Conditions;
import dev.s3gateway.object.ObjectRef;
import dev.s3gateway.object.VersionId;
import dev.s3gateway.placement.Ack;
import dev.s3gateway.placement.Placement;
import dev.s3gateway.placement.Topology;
import dev.s3gateway.placement.ZoneHealth;
import dev.s3gateway.replication.Known;
import dev.s3gateway.replication.Standing;
import dev.s3gateway.replication.copy.Locators;
import dev.s3gateway.replication.foreign.ForeignObjects;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/** Decides where a write goes, and refuses what is known to fail before a byte of its body is pulled. */
public final class WritePlanner {

    private static final int FIRST_ATTEMPT = 1;
    private static final int SECOND_ATTEMPT = 2;

    private final Ledger ledger;
    private final Supplier<Topology> topology;
    private final ZoneHealth health;
    private final Standing standing;
    private final Supplier<VersionId> versionIds;
    private final ForeignObjects foreign;

    public WritePlanner(Ledger ledger, Supplier<Topology> topology, ZoneHealth health, Standing standing,
            Supplier<VersionId> versionIds) {
        this.ledger = ledger;
        this.topology = topology;
        this.health = health;
        this.standing = standing;
        this.versionIds = versionIds;
        this.foreign = new ForeignObjects(ledger, topology);
    }

    /** {@code replayable}: the body will be at hand for a second attempt. */
    Mono<WritePlan> plan(Put put, boolean replayable) {
        return Known.recalled(ledger, put.target().bucket())
                .flatMap(bucket -> conditionsHoldNow(bucket, put.target(), put.conditions())
                        .flatMap(beneath -> Mono.fromCallable(() -> planIn(bucket, put, beneath, replayable))));
    }

    /**
     * An early look that saves the upload; what counts is decided at the commit, under the lock of the key. The answer
     * is what they are held against while the ledger knows nothing of the key.
     */
    public Mono<Foreign> conditionsHoldNow(Bucket bucket, ObjectRef object, Conditions conditions) {
        if (conditions.isNone()) {
            return Mono.just(Foreign.NOTHING);
        }
        return foreign.current(bucket, object)
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .flatMap(current -> refusal(current, object, conditions).<Mono<Foreign>>map(Mono::error)
                        .orElseGet(() -> Mono.just(beneath(current))));
    }

    private static Foreign beneath(Optional<Version> current) {
        return Foreign.served(current.filter(version -> !version.isManaged()).map(version -> version.content().etag()));
    }

    private static Optional<Failure> refusal(Optional<Version> current, ObjectRef object, Conditions conditions) {
        if (current.isEmpty()) {
            return conditions.requiresExistence() ? Optional.of(new Failure.NoSuchKey(object)) : Optional.empty();
        }
        return current.map(version -> version.content().etag())
                .filter(etag -> !conditions.allowOverwrite(etag))
                .map(etag -> new Failure.PreconditionFailed(conditions.failedBy(etag)));
    }

    private WritePlan planIn(Bucket bucket, Put put, Foreign beneath, boolean replayable) {
        Lanes lanes = lanes(bucket, put.target(), replayable);
        List<Locator> planned = lanes.all().stream().flatMap(lane -> lane.planned().stream()).toList();
        return new WritePlan(put, lanes.placement(),
                new Intent(lanes.version(), bucket.id(), put.target(), planned), lanes.all(), beneath.etag());
    }

    /** Where a new version goes: its identity, and a lane for every usable zone. */
    public record Lanes(Placement placement, VersionId version, List<Lane> all) {}

    /** Fails where too few zones are usable. {@code replayable}: as at {@link #plan}. */
    public Lanes lanes(Bucket bucket, ObjectRef object, boolean replayable) {
        OptionalLong incarnation = standing.incarnation();
        if (incarnation.isEmpty()) {
            throw new Failure.Overloaded("this gateway's lease has lapsed");
        }
        Placement placement = topology.get().of(bucket.name());
        VersionId version = versionIds.get();
        // A late lane's address stands in the commit, so under quorum it cannot change any more.
        boolean twice = replayable && placement.ack() != Ack.QUORUM;
        List<Lane> lanes = usable(bucket, placement)
                .map(zone -> lane(zone, bucket, object, new Stamp(incarnation.getAsLong(), version, FIRST_ATTEMPT),
                        twice))
                .toList();
        if (lanes.isEmpty() || lanes.size() < placement.needed()) {
            throw new Failure.Overloaded(lanes.size() + " usable zones, but " + placement.needed() + " are needed");
        }
        return new Lanes(placement, version, lanes);
    }

    private Stream<Zone> usable(Bucket bucket, Placement placement) {
        return placement.zones()
                .stream()
                .filter(zone -> health.usable(zone.code()))
                .filter(zone -> bucket.in(zone.code())
                        .filter(there -> there.isOpen() && zone.takes(there.traits()))
                        .filter(there -> !health.full(zone.code()).contains(there.name()))
                        .isPresent())
                .limit(placement.ack() == Ack.PRIMARY ? 1 : Long.MAX_VALUE);
    }

    private static Lane lane(Zone zone, Bucket bucket, ObjectRef object, Stamp stamp, boolean twice) {
        ZoneBucket there = bucket.in(zone.code()).orElseThrow();
        Stamp second = new Stamp(stamp.incarnation(), stamp.version(), SECOND_ATTEMPT);
        return new Lane(zone, there, Locators.planned(there, object.key(), stamp),
                twice ? Optional.of(Locators.planned(there, object.key(), second)) : Optional.empty());
    }
}
