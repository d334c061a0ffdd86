package dev.s3gateway.ledger;

import dev.s3gateway.backend.Unmanaged;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.ledger.MemoryWorld.BucketRow;
import dev.s3gateway.ledger.MemoryWorld.TaskRow;
import dev.s3gateway.object.BucketName;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/** Buckets of the fake ledger. */
final class MemoryBuckets implements Buckets {

    private final MemoryWorld world;
    private final BucketMemory memory;
    private final LedgerFaults faults;

    MemoryBuckets(MemoryWorld world, BucketMemory memory, LedgerFaults faults) {
        this.world = world;
        this.memory = memory;
        world.memories.add(memory);
        this.faults = faults;
    }

    @Override
    public Mono<Creation> create(BucketName name, String owner, String region, List<ZoneBucket> planned,
            Origin origin) {
        return change("create",
                () -> named(name).<Creation>map(row -> new Creation.AlreadyThere(row.bucket()))
                        .orElseGet(() -> new Creation.Created(write(name, owner, region, planned, origin))));
    }

    private Bucket write(BucketName name, String owner, String region, List<ZoneBucket> planned, Origin origin) {
        BucketRow row = new BucketRow(new BucketId(UUID.randomUUID()), name, owner, region, world.now());
        row.unmanaged = wasDeleted(name) ? Optional.of(Unmanaged.HIDE) : Optional.empty();
        world.buckets.put(row.id, row);
        planned.forEach(zone -> place(row, zone));
        world.record("CreateBucket", name, Optional.empty(), 200, 0, origin);
        return row.bucket();
    }

    private boolean wasDeleted(BucketName name) {
        return world.buckets.values().stream().anyMatch(row -> row.deleted && row.name.equals(name));
    }

    @Override
    public Mono<Bucket> adopt(BucketName name, String owner, String region, List<ZoneBucket> found, Origin origin) {
        return change("adoptBucket", () -> named(name).map(BucketRow::bucket)
                .or(() -> wasDeleted(name)
                        ? Optional.empty()
                        : Optional.of(write(name, owner, region, found, origin))))
                .flatMap(Mono::justOrEmpty);
    }

    @Override
    public Mono<Void> set(BucketId bucket, Optional<Unmanaged> unmanaged) {
        Mono<Boolean> change = call("setBucket", () -> {
            Optional.ofNullable(world.buckets.get(bucket)).ifPresent(row -> row.unmanaged = unmanaged);
            return true;
        });
        for (BucketMemory process : world.memories) {
            change = process.changing(change);
        }
        return change.then();
    }

    private void place(BucketRow row, ZoneBucket zone) {
        row.zones.put(zone.zone(), zone);
        // The place belongs to the newest bucket: a removal that nobody has begun yet is off.
        world.tasks.values()
                .removeIf(task -> task.kind == Task.Kind.DROP_BUCKET && world.isIdle(task)
                        && !task.bucket.equals(row.id) && liesAt(task, zone));
        if (!zone.isOpen()) {
            make(row, zone.zone(), world.delays.patience().multipliedBy(3));
        }
    }

    private boolean liesAt(TaskRow drop, ZoneBucket zone) {
        return drop.zone.equals(zone.zone())
                && mapped(drop).filter(place -> place.name().equals(zone.name())).isPresent();
    }

    private Optional<ZoneBucket> mapped(TaskRow drop) {
        return Optional.ofNullable(world.buckets.get(drop.bucket)).flatMap(row -> row.bucket().in(drop.zone));
    }

    private void make(BucketRow row, ZoneCode zone, Duration delay) {
        if (world.tasks.values().stream().noneMatch(task -> isMaking(task, row.id, zone))) {
            world.task(Task.Kind.MAKE_BUCKET, zone, row.id, Optional.empty(), Optional.empty(), Optional.empty(),
                    delay);
        }
    }

    private static boolean isMaking(TaskRow task, BucketId bucket, ZoneCode zone) {
        return task.kind == Task.Kind.MAKE_BUCKET && task.bucket.equals(bucket) && task.zone.equals(zone);
    }

    @Override
    public Mono<Void> record(BucketId bucket, ZoneBucket zone) {
        return change("record", () -> {
            Optional<BucketRow> row = Optional.ofNullable(world.buckets.get(bucket));
            row.filter(found -> !found.deleted).ifPresent(found -> keep(found, zone));
            // Made after its bucket was deleted: it has to go as well.
            row.filter(found -> found.deleted && zone.isOpen()).ifPresent(found -> drop(found, zone));
            return true;
        }).then();
    }

    private void keep(BucketRow row, ZoneBucket zone) {
        if (!zone.isOpen() && row.bucket().in(zone.zone()).filter(ZoneBucket::isOpen).isPresent()) {
            return;
        }
        row.zones.put(zone.zone(), zone);
        if (zone.isOpen()) {
            world.tasks.values().removeIf(task -> world.isIdle(task) && isMaking(task, row.id, zone.zone()));
        } else {
            make(row, zone.zone(), world.delays.patience());
        }
    }

    private void drop(BucketRow row, ZoneBucket zone) {
        row.zones.put(zone.zone(), in(zone, ZoneBucket.State.DELETING));
        boolean planned = world.tasks.values()
                .stream()
                .anyMatch(task -> task.kind == Task.Kind.DROP_BUCKET && task.bucket.equals(row.id)
                        && task.zone.equals(zone.zone()));
        if (!planned) {
            world.task(Task.Kind.DROP_BUCKET, zone.zone(), row.id, Optional.empty(), Optional.empty(),
                    Optional.empty(), Duration.ZERO);
        }
    }

    /** The newest bucket that is mapped to the same place, if it is not the one that is being dropped. */
    private Optional<BucketRow> successor(TaskRow drop) {
        return mapped(drop).flatMap(place -> open().filter(row -> row.bucket()
                .in(drop.zone)
                .filter(zone -> zone.name().equals(place.name()))
                .isPresent()).findFirst());
    }

    boolean mayDrop(TaskRow drop) {
        return successor(drop).isEmpty();
    }

    /** The zone bucket is gone. Whoever has been mapped to it meanwhile must make it again. */
    void dropped(TaskRow drop) {
        successor(drop).ifPresent(row -> {
            row.zones.computeIfPresent(drop.zone, (_, zone) -> in(zone, ZoneBucket.State.PENDING));
            make(row, drop.zone, Duration.ZERO);
        });
        memory.changing(Mono.empty()).block();
        Optional.ofNullable(world.buckets.get(drop.bucket)).ifPresent(row -> row.zones.remove(drop.zone));
    }

    private static ZoneBucket in(ZoneBucket zone, ZoneBucket.State state) {
        return zone.in(state);
    }

    @Override
    public Mono<Bucket> find(BucketName name) {
        return memory.learning(name,
                call("find", () -> named(name).map(BucketRow::bucket)).flatMap(Mono::justOrEmpty));
    }

    @Override
    public Optional<Bucket> recall(BucketName name) {
        return memory.recall(name);
    }

    @Override
    public Mono<Bucket> byId(BucketId id) {
        return call("byId", () -> Optional.ofNullable(world.buckets.get(id)).map(BucketRow::bucket))
                .flatMap(Mono::justOrEmpty);
    }

    @Override
    public Mono<Bucket> at(ZoneCode zone, String zoneBucket) {
        return call("at", () -> open().map(BucketRow::bucket)
                .filter(bucket -> bucket.in(zone)
                        .filter(there -> there.isOpen() && there.name().equals(zoneBucket))
                        .isPresent())
                .findFirst()).flatMap(Mono::justOrEmpty);
    }

    @Override
    public Mono<List<Bucket>> ownedBy(String owner) {
        return call("ownedBy", () -> sorted(row -> row.owner.equals(owner)));
    }

    @Override
    public Mono<List<Bucket>> all() {
        return call("all", () -> sorted(_ -> true));
    }

    private List<Bucket> sorted(Predicate<BucketRow> filter) {
        return open().filter(filter)
                .sorted(Comparator.comparing(row -> row.name))
                .map(BucketRow::bucket)
                .toList();
    }

    @Override
    public Mono<Deletion> delete(BucketName name, Origin origin) {
        return change("delete",
                () -> named(name).map(row -> delete(row, origin)).orElse(Deletion.MISSING));
    }

    @Override
    public Mono<Deletion> delete(BucketId bucket, Origin origin) {
        return change("delete",
                () -> open().filter(row -> row.id.equals(bucket))
                        .findFirst()
                        .map(row -> delete(row, origin))
                        .orElse(Deletion.MISSING));
    }

    private Deletion delete(BucketRow row, Origin origin) {
        return isEmpty(row) ? close(row, origin) : Deletion.NOT_EMPTY;
    }

    private boolean isEmpty(BucketRow row) {
        return row.heads.values().stream().allMatch(head -> head.current == null) && world.uploads.values()
                .stream()
                .noneMatch(upload -> upload.upload.bucket().equals(row.id)
                        && upload.is(Upload.State.OPEN, Upload.State.COMPLETING));
    }

    private Deletion close(BucketRow row, Origin origin) {
        row.deleted = true;
        world.tasks.values().removeIf(task -> task.kind == Task.Kind.MAKE_BUCKET && task.bucket.equals(row.id));
        // What never became ours, such as a name that somebody else has, is not ours to remove.
        row.zones.values()
                .stream()
                .toList()
                .forEach(zone -> {
                    if (zone.state() == ZoneBucket.State.FAILED) {
                        row.zones.remove(zone.zone());
                    } else {
                        drop(row, zone);
                    }
                });
        world.record("DeleteBucket", row.name, Optional.empty(), 204, 0, origin);
        return Deletion.DELETED;
    }

    private Optional<BucketRow> named(BucketName name) {
        return open().filter(row -> row.name.equals(name)).findFirst();
    }

    private Stream<BucketRow> open() {
        return world.buckets.values().stream().filter(row -> !row.deleted);
    }

    private <T> Mono<T> change(String name, Supplier<T> effect) {
        return memory.changing(call(name, effect));
    }

    private <T> Mono<T> call(String name, Supplier<T> effect) {
        return faults.call(name, () -> {
            synchronized (world) {
                return effect.get();
            }
        });
    }
}
