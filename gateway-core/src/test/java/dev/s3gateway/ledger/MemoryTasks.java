package dev.s3gateway.ledger;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.ledger.MemoryWorld.CopyRow;
import dev.s3gateway.ledger.MemoryWorld.TaskRow;
import dev.s3gateway.ledger.MemoryWorld.VersionRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** The queue of the fake ledger. */
final class MemoryTasks implements Tasks {

    private final MemoryWorld world;
    private final MemoryBuckets buckets;
    private final LedgerFaults faults;

    MemoryTasks(MemoryWorld world, MemoryBuckets buckets, LedgerFaults faults) {
        this.world = world;
        this.buckets = buckets;
        this.faults = faults;
    }

    @Override
    public Mono<List<Task>> claim(Task.Kind kind, Set<ZoneCode> among, int limit, Duration lease) {
        return call("claim", () -> world.tasks.values()
                .stream()
                .filter(row -> row.kind == kind && among.contains(row.zone) && isDue(row))
                .sorted(Comparator.comparing(row -> row.due))
                .limit(limit)
                .map(row -> claim(row, lease))
                .toList());
    }

    private boolean isDue(TaskRow row) {
        return !row.due.isAfter(world.now()) && world.isIdle(row)
                && (row.kind != Task.Kind.DROP_BUCKET || !hasPurges(row));
    }

    private boolean hasPurges(TaskRow drop) {
        return world.tasks.values()
                .stream()
                .anyMatch(row -> row.kind == Task.Kind.PURGE && row.bucket.equals(drop.bucket)
                        && row.zone.equals(drop.zone));
    }

    private Task claim(TaskRow row, Duration lease) {
        row.epoch++;
        row.claimedUntil = world.now().plus(lease);
        return row.task();
    }

    /** The row of a claim that nobody else has taken since. */
    private Optional<TaskRow> ours(Task task) {
        return Optional.ofNullable(world.tasks.get(task.id())).filter(row -> row.epoch == task.epoch());
    }

    @Override
    public Mono<Boolean> renew(Task task, Duration lease) {
        return call("renewTask", () -> {
            Optional<TaskRow> row = ours(task);
            row.ifPresent(found -> found.claimedUntil = world.now().plus(lease));
            return row.isPresent();
        });
    }

    @Override
    public Mono<Boolean> done(Task task) {
        return call("done", () -> {
            Optional<TaskRow> row = ours(task);
            row.ifPresent(found -> {
                world.tasks.remove(found.id);
                if (found.kind == Task.Kind.DROP_BUCKET) {
                    buckets.dropped(found);
                }
            });
            return row.isPresent();
        });
    }

    @Override
    public Mono<Void> retry(Task task, Duration delay, String reason) {
        return call("retry", () -> ours(task).map(row -> {
            row.due = world.now().plus(delay);
            row.claimedUntil = Instant.MIN;
            row.tries++;
            row.reason = Optional.of(reason);
            return row;
        })).then();
    }

    @Override
    public Mono<Boolean> mayPurge(Task task) {
        return call("mayPurge", () -> ours(task).filter(this::mayTouch).isPresent());
    }

    private boolean mayTouch(TaskRow row) {
        return row.kind == Task.Kind.DROP_BUCKET
                ? buckets.mayDrop(row)
                : row.kind == Task.Kind.PURGE && row.locator.filter(this::isRefuse).isPresent();
    }

    private boolean isRefuse(Locator place) {
        if (!place.stamp().isNone() && place.stamp().incarnation() != world.incarnation) {
            return false;
        }
        Optional<VersionRow> version = world.live(place.stamp().version());
        Optional<CopyRow> copy = version.flatMap(row -> row.at(place.zone(), place.stamp()));
        if (copy.isEmpty()) {
            return true;
        }
        boolean overdue = copy.get().state() == Copy.State.WRITING && !version.orElseThrow().written.lastModified()
                .plus(world.delays.horizon())
                .isAfter(world.now());
        if (overdue) {
            version.orElseThrow().copies.remove(place.zone());
            world.owe(version.get().written, place.zone(), Optional.empty(), Duration.ZERO);
        }
        return overdue;
    }

    @Override
    public Mono<Void> verified(Task task, boolean sound) {
        return call("verified", () -> ours(task).map(row -> {
            world.tasks.remove(row.id);
            Locator place = row.locator.orElseThrow();
            row.version.flatMap(world::live).ifPresent(version -> found(version, place, sound));
            return row;
        })).then();
    }

    private void found(VersionRow version, Locator place, boolean sound) {
        version.at(place.zone(), place.stamp()).filter(copy -> copy.state() == Copy.State.SUSPECT).ifPresent(copy -> {
            Copy.State state = sound ? Copy.State.COMPLETE : Copy.State.CORRUPT;
            version.put(copy.locator(), state, sound ? Optional.of(world.now()) : copy.verified());
            if (!sound) {
                world.owe(version.written, place.zone(), Optional.empty(), Duration.ZERO);
            }
        });
    }

    @Override
    public Mono<Map<Task.Kind, Long>> waiting() {
        return call("waiting", () -> {
            Map<Task.Kind, Long> counts = new EnumMap<>(Task.Kind.class);
            new ArrayList<>(world.tasks.values()).forEach(row -> counts.merge(row.kind, 1L, Long::sum));
            return counts;
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
