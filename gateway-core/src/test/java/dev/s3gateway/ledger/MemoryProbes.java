package dev.s3gateway.ledger;

import dev.s3gateway.backend.Capabilities;
import dev.s3gateway.backend.Traits;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.ledger.MemoryWorld.BucketRow;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/** Findings of probes in the fake ledger. */
final class MemoryProbes implements Probes {

    record Key(BucketId bucket, ZoneCode zone) {}

    record Found(Instant due, Optional<Capabilities> found) {}

    private final MemoryWorld world;
    private final LedgerFaults faults;

    MemoryProbes(MemoryWorld world, LedgerFaults faults) {
        this.world = world;
        this.faults = faults;
    }

    @Override
    public Mono<List<Due>> claim(Set<ZoneCode> avoiding, int limit, Duration lease) {
        return faults.call("claimProbes", () -> {
            synchronized (world) {
                List<Due> due = open().flatMap(row -> places(row)
                        .filter(there -> !avoiding.contains(there.zone()))
                        .filter(there -> isDue(new Key(row.id, there.zone())))
                        .map(there -> new Due(row.id, there))).limit(limit).toList();
                due.forEach(one -> world.probes.merge(new Key(one.bucket(), one.there().zone()),
                        new Found(world.now().plus(lease), Optional.empty()),
                        (old, next) -> new Found(next.due, old.found)));
                return due;
            }
        });
    }

    private boolean isDue(Key key) {
        return Optional.ofNullable(world.probes.get(key)).filter(found -> found.due.isAfter(world.now())).isEmpty();
    }

    @Override
    public Mono<Void> keep(BucketId bucket, ZoneCode zone, Capabilities found, Duration untilNext) {
        return faults.run("keepProbe", () -> {
            synchronized (world) {
                Optional.ofNullable(world.buckets.get(bucket))
                        .ifPresent(row -> row.zones.computeIfPresent(zone,
                                (_, there) -> there.isOpen() ? kept(row, there, found, untilNext) : there));
            }
        });
    }

    private ZoneBucket kept(BucketRow row, ZoneBucket there, Capabilities found, Duration untilNext) {
        world.probes.put(new Key(row.id, there.zone()), new Found(world.now().plus(untilNext), Optional.of(found)));
        return there.with(Traits.of(found));
    }

    @Override
    public Mono<List<Row>> in(ZoneCode zone, String after, int limit) {
        return faults.call("probes", () -> {
            synchronized (world) {
                return open().filter(row -> row.name.value().compareTo(after) > 0)
                        .flatMap(row -> places(row).filter(there -> there.zone().equals(zone))
                                .map(there -> new Row(row.name, there, found(new Key(row.id, zone)))))
                        .limit(limit)
                        .toList();
            }
        });
    }

    private Optional<Capabilities> found(Key key) {
        return Optional.ofNullable(world.probes.get(key)).flatMap(Found::found);
    }

    private Stream<BucketRow> open() {
        return world.buckets.values()
                .stream()
                .filter(row -> !row.deleted)
                .sorted(Comparator.comparing(row -> row.name.value()));
    }

    private static Stream<ZoneBucket> places(BucketRow row) {
        return row.zones.values().stream().filter(ZoneBucket::isOpen);
    }
}
