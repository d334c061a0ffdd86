package dev.s3gateway.ledger;

import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.ledger.MemoryWorld.VersionRow;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/** What the zones hold, in the fake ledger. */
final class MemoryHoldings implements Holdings {

    /** The walk: whose it is, and how far it got. */
    static final class Walk {
        private String placement = "";
        private String cursor = "";
        private int rounds;
        private Instant due = Instant.MIN;
    }

    private final MemoryWorld world;
    private final LedgerFaults faults;

    MemoryHoldings(MemoryWorld world, LedgerFaults faults) {
        this.world = world;
        this.faults = faults;
    }

    @Override
    public Mono<Set<ZoneCode>> zones() {
        return call("zones", () -> world.buckets.values()
                .stream()
                .flatMap(bucket -> bucket.zones.keySet().stream())
                .collect(Collectors.toUnmodifiableSet()));
    }

    @Override
    public Mono<Void> begin(String placement) {
        return call("begin walk", () -> {
            if (!world.walk.placement.equals(placement)) {
                world.walk.placement = placement;
                again(world.walk);
            }
            return true;
        }).then();
    }

    private void again(Walk walk) {
        walk.cursor = "";
        walk.rounds = 0;
        walk.due = world.now();
    }

    @Override
    public Mono<List<Holding>> next(String placement, int limit) {
        return call("next of walk", () -> isDue(placement)
                ? world.versions.values()
                        .stream()
                        .filter(row -> row.live && row.written.id().toString().compareTo(world.walk.cursor) > 0)
                        .sorted(Comparator.comparing(row -> row.written.id().toString()))
                        .limit(limit)
                        .map(this::holding)
                        .toList()
                : List.of());
    }

    private boolean isDue(String placement) {
        return world.walk.placement.equals(placement) && world.walk.rounds < 2 && !world.walk.due.isAfter(world.now());
    }

    private Holding holding(VersionRow row) {
        Set<ZoneCode> held = new HashSet<>();
        row.copies.forEach((zone, copy) -> {
            if (copy.state() == Copy.State.COMPLETE || copy.state() == Copy.State.WRITING) {
                held.add(zone);
            }
        });
        world.tasks.values()
                .stream()
                .filter(task -> task.kind == Task.Kind.COPY && task.version.equals(Optional.of(row.written.id())))
                .forEach(task -> held.add(task.zone));
        return new Holding(row.written.id(), row.written.bucket(), row.written.object().bucket(), row.required, held);
    }

    @Override
    public Mono<Void> settle(String placement, List<Holding> seen, List<Need> needs) {
        return call("settle walk", () -> {
            needs.forEach(need -> world.live(need.holding().version()).ifPresent(row -> {
                row.required = need.required();
                need.owed().forEach(zone -> world.owe(row.written, zone, Optional.empty(), Duration.ZERO));
            }));
            if (world.walk.placement.equals(placement)) {
                goOn(placement, seen);
            }
            return true;
        }).then();
    }

    private void goOn(String placement, List<Holding> seen) {
        if (!seen.isEmpty()) {
            world.walk.cursor = seen.getLast().version().toString();
        } else if (isDue(placement)) {
            world.walk.cursor = "";
            world.walk.rounds++;
            world.walk.due = world.now().plus(Duration.ofMinutes(1));
        }
    }

    @Override
    public Mono<Long> onlyIn(ZoneCode zone) {
        return call("only in", () -> only(zone));
    }

    private long only(ZoneCode zone) {
        return world.versions.values()
                .stream()
                .filter(row -> row.live && isReadable(row, zone) && !isElsewhere(row, zone))
                .count();
    }

    private static boolean isReadable(VersionRow row, ZoneCode zone) {
        return Optional.ofNullable(row.copies.get(zone)).filter(copy -> copy.state() != Copy.State.CORRUPT).isPresent();
    }

    private static boolean isElsewhere(VersionRow row, ZoneCode zone) {
        return row.copies.entrySet()
                .stream()
                .anyMatch(copy -> !copy.getKey().equals(zone) && copy.getValue().state() == Copy.State.COMPLETE);
    }

    @Override
    public Mono<Long> forget(ZoneCode zone) {
        return call("forget", () -> {
            long only = only(zone);
            if (only == 0) {
                world.versions.values()
                        .stream()
                        .filter(row -> !row.live || isElsewhere(row, zone))
                        .forEach(row -> row.copies.remove(zone));
                world.tasks.values().removeIf(task -> task.zone.equals(zone));
                world.buckets.values().forEach(bucket -> bucket.zones.remove(zone));
                again(world.walk);
            }
            return only;
        });
    }

    private <T> Mono<T> call(String name, Supplier<T> effect) {
        return faults.call(name, () -> {
            synchronized (world) {
                return effect.get();
            }
        });
    }
}
