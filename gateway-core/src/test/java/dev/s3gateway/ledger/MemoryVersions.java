package dev.s3gateway.ledger;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.ledger.MemoryWorld.BucketRow;
import dev.s3gateway.ledger.MemoryWorld.CopyRow;
import dev.s3gateway.ledger.MemoryWorld.Head;
import dev.s3gateway.ledger.MemoryWorld.VersionRow;
import dev.s3gateway.object.Conditions;
import dev.s3gateway.object.ETag;
import dev.s3gateway.object.ObjectKey;
import dev.s3gateway.object.ObjectRef;
import dev.s3gateway.object.VersionId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/** Keys and versions of the fake ledger, as one process sees them. */
final class MemoryVersions implements Versions {

    private final MemoryWorld world;
    private final MemoryLeases leases;
    private final LedgerFaults faults;

    MemoryVersions(MemoryWorld world, MemoryLeases leases, LedgerFaults faults) {
        this.world = world;
        this.leases = leases;
        this.faults = faults;
    }

    @Override
    public Mono<Boolean> begin(Intent intent) {
        return call("begin", lease -> {
            if (!world.holds(lease)) {
                throw new LedgerUnavailable("this process has lost its lease", null);
            }
            world.intents.put(intent, lease);
            return world.open(intent.bucket()).isPresent();
        });
    }

    @Override
    public Mono<CommitResult> commit(Commit commit) {
        return call("commit", _ -> decide(commit));
    }

    private CommitResult decide(Commit commit) {
        Intent intent = commit.intent();
        UUID lease = commit.upload().isPresent() ? leases.current() : world.intents.get(intent);
        boolean claimed = commit.upload().map(world::claimed).map(Optional::isPresent).orElse(true);
        if (lease == null || !world.holds(lease) || !claimed) {
            return new CommitResult.LeaseLost();
        }
        Optional<BucketRow> bucket = world.open(intent.bucket());
        Optional<CommitResult> refusal = bucket.isEmpty()
                ? Optional.of(new CommitResult.BucketGone())
                : commit.refusedOver(tagOf(bucket.get(), intent.object(), commit.foreign()));
        world.intents.remove(intent);
        endUpload(commit, refusal.isPresent() ? Upload.State.ABORTED : Upload.State.COMPLETED);
        if (refusal.isPresent()) {
            commit.footprint().forEach(place -> world.purgeTwice(intent.bucket(), place));
            return refusal.get();
        }
        return new CommitResult.Committed(write(commit, bucket.orElseThrow(), lease));
    }

    private Optional<ETag> tagOf(BucketRow bucket, ObjectRef object, Optional<ETag> foreign) {
        return isFresh(bucket, object.key())
                ? foreign
                : currentOf(bucket, object).map(row -> row.written.content().etag());
    }

    private static boolean isFresh(BucketRow bucket, ObjectKey key) {
        return Optional.ofNullable(bucket.heads.get(key)).filter(head -> head.sequence > 0).isEmpty();
    }

    @Override
    public Mono<Adoption.Result> adopt(Adoption adoption) {
        return call("adopt", lease -> {
            if (!world.holds(lease)) {
                return Adoption.Result.LEASE_LOST;
            }
            return world.open(adoption.bucket())
                    .map(bucket -> isFresh(bucket, adoption.object().key())
                            ? adopt(bucket, adoption)
                            : Adoption.Result.KNOWN)
                    .orElse(Adoption.Result.BUCKET_GONE);
        });
    }

    private Adoption.Result adopt(BucketRow bucket, Adoption adoption) {
        Head head = bucket.heads.computeIfAbsent(adoption.object().key(), _ -> new Head());
        head.sequence = 1;
        head.lastModified = adoption.lastModified();
        head.current = adoption.version();
        VersionRow row = new VersionRow(new Version(adoption.version(), adoption.bucket(), adoption.object(), 1,
                adoption.content(), adoption.lastModified(), adoption.requiredCopies(), List.of()));
        world.versions.put(adoption.version(), row);
        adoption.complete().forEach(copy -> row.put(copy, Copy.State.COMPLETE, Optional.of(world.now())));
        adoption.owed().forEach(zone -> world.owe(row.written, zone, Optional.empty(), Duration.ZERO));
        world.record("ImportObject", bucket.name, Optional.of(adoption.object().key()), 200, adoption.content().size(),
                adoption.origin());
        return Adoption.Result.ADOPTED;
    }

    @Override
    public Mono<Set<ObjectKey>> known(BucketId bucket, List<ObjectKey> keys) {
        return call("known", _ -> world.open(bucket)
                .map(row -> keys.stream()
                        .filter(key -> !isFresh(row, key))
                        .collect(Collectors.toUnmodifiableSet()))
                .orElseGet(Set::of));
    }

    private void endUpload(Commit commit, Upload.State state) {
        commit.upload().flatMap(world::claimed).ifPresent(row -> {
            world.end(row, state);
            BucketId bucket = commit.intent().bucket();
            commit.strayed().forEach(place -> world.giveUp(bucket, place, Duration.ZERO));
            commit.strayed().forEach(place -> world.giveUp(bucket, place, world.delays.horizon()));
            commit.running().forEach(lane -> world.giveUp(bucket, lane, world.delays.horizon()));
        });
    }

    private Version write(Commit commit, BucketRow bucket, UUID lease) {
        Intent intent = commit.intent();
        Head head = bucket.heads.computeIfAbsent(intent.object().key(), _ -> new Head());
        currentOf(bucket, intent.object()).ifPresent(this::retire);
        head.sequence++;
        head.lastModified = later(world.now(), head.lastModified.plusMillis(1));
        head.current = intent.version();
        VersionRow row = new VersionRow(new Version(intent.version(), intent.bucket(), intent.object(), head.sequence,
                commit.content(), head.lastModified, commit.requiredCopies(), List.of()));
        world.versions.put(intent.version(), row);
        commit.complete().forEach(copy -> row.put(copy, Copy.State.COMPLETE, Optional.of(world.now())));
        commit.running().forEach(lane -> run(row, lane, lease));
        commit.strayed().forEach(place -> world.purgeTwice(intent.bucket(), place));
        commit.owed().forEach(zone -> world.owe(row.written, zone, Optional.empty(), Duration.ZERO));
        world.record(commit.operation(), bucket.name, Optional.of(intent.object().key()), 200, commit.content().size(),
                commit.origin());
        return row.version();
    }

    private void run(VersionRow row, Locator lane, UUID lease) {
        row.put(lane, Copy.State.WRITING, Optional.empty());
        world.owe(row.written, lane.zone(), Optional.of(lease), world.delays.late());
        world.purge(row.written.bucket(), lane, world.delays.horizon());
    }

    /** The version is no longer the current one: its bytes go after the grace, its open work is void. */
    private void retire(VersionRow row) {
        row.live = false;
        row.ended = world.now();
        BucketId bucket = row.written.bucket();
        row.copies.values().forEach(copy -> world.purge(bucket, copy.locator(), world.delays.grace()));
        world.tasks.values()
                .removeIf(task -> task.kind == Task.Kind.COPY && task.version.equals(Optional.of(row.written.id())));
    }

    @Override
    public Mono<Void> abandon(Intent intent) {
        return call("abandon", _ -> {
            boolean open = world.intents.remove(intent) != null;
            if (open) {
                intent.planned().forEach(place -> world.purgeTwice(intent.bucket(), place));
                intent.planned().forEach(this::giveUpNow);
            }
            return open;
        }).then();
    }

    @Override
    public Mono<Boolean> arrived(VersionId version, Locator copy) {
        return call("arrived", _ -> {
            Optional<Intent> attempt = attemptAt(copy);
            boolean open = attempt.filter(this::isHeld).isPresent();
            attempt.filter(_ -> open).ifPresent(world.intents::remove);
            boolean held = attempt.isPresent() ? open : isAwaited(version, copy.zone());
            boolean taken = world.live(version).filter(row -> take(row, copy, held, open)).isPresent();
            // The lane of a lapsed lease is left to whoever takes over what that held.
            if (!taken && world.live(version).filter(row -> isAt(row, copy)).isEmpty()) {
                bucketOf(version, attempt).ifPresent(bucket -> world.purge(bucket, copy, Duration.ZERO));
            }
            return taken;
        });
    }

    @Override
    public Mono<Boolean> moved(VersionId version, Locator from, Locator to) {
        return call("moved", _ -> {
            Optional<Intent> attempt = attemptAt(to);
            boolean held = attempt.filter(this::isHeld).isPresent();
            attempt.filter(_ -> held).ifPresent(world.intents::remove);
            Optional<VersionRow> movable = world.live(version)
                    .filter(_ -> held)
                    .filter(row -> row.at(from.zone(), from.stamp()).filter(c -> isReadable(c.state())).isPresent());
            movable.ifPresent(row -> row.put(to, Copy.State.COMPLETE, Optional.of(world.now())));
            bucketOf(version, attempt).ifPresent(bucket -> world.purge(bucket, movable.isPresent() ? from : to,
                    movable.isPresent() ? world.delays.grace() : Duration.ZERO));
            return movable.isPresent();
        });
    }

    /** A lane that was still running at the commit is fenced by the lease of that commit. */
    private boolean isAwaited(VersionId version, ZoneCode zone) {
        return world.tasks.values()
                .stream()
                .filter(task -> task.kind == Task.Kind.COPY && task.zone.equals(zone)
                        && task.version.equals(Optional.of(version)))
                .anyMatch(task -> task.awaiting.filter(world::holds).isPresent());
    }

    private static boolean isAt(VersionRow row, Locator copy) {
        return row.at(copy.zone(), copy.stamp()).isPresent();
    }

    private boolean isHeld(Intent intent) {
        return Optional.ofNullable(world.intents.get(intent)).filter(world::holds).isPresent();
    }

    private Optional<Intent> attemptAt(Locator copy) {
        return world.intents.keySet().stream().filter(intent -> plans(intent, copy)).findFirst();
    }

    private static boolean plans(Intent intent, Locator place) {
        return intent.planned()
                .stream()
                .anyMatch(own -> own.zone().equals(place.zone()) && own.stamp().equals(place.stamp()));
    }

    private Optional<BucketId> bucketOf(VersionId version, Optional<Intent> attempt) {
        return Optional.ofNullable(world.versions.get(version))
                .map(row -> row.written.bucket())
                .or(() -> attempt.map(Intent::bucket));
    }

    private boolean take(VersionRow row, Locator copy, boolean held, boolean begun) {
        Optional<CopyRow> present = Optional.ofNullable(row.copies.get(copy.zone()));
        boolean same = isAt(row, copy);
        boolean readable = present.filter(c -> isReadable(c.state())).isPresent();
        boolean running = same && present.filter(c -> c.state() == Copy.State.WRITING).isPresent();
        if (readable || (running && !held) || (!same && !begun)) {
            return same && readable;
        }
        present.filter(old -> old.state() == Copy.State.CORRUPT)
                .filter(old -> !old.locator().stamp().equals(copy.stamp()))
                .ifPresent(old -> world.purge(row.written.bucket(), old.locator(), Duration.ZERO));
        row.put(copy, Copy.State.COMPLETE, Optional.of(world.now()));
        world.tasks.values()
                .removeIf(task -> world.isIdle(task) && task.version.equals(Optional.of(row.written.id()))
                        && task.zone.equals(copy.zone()) && isDone(task, copy));
        return true;
    }

    private static boolean isDone(MemoryWorld.TaskRow task, Locator copy) {
        boolean ofLane = task.kind == Task.Kind.PURGE || task.kind == Task.Kind.ABORT_UPLOAD;
        return task.kind == Task.Kind.COPY || (ofLane && isFor(task, copy));
    }

    private static boolean isFor(MemoryWorld.TaskRow task, Locator planned) {
        return task.locator.filter(place -> place.zone().equals(planned.zone())
                && place.stamp().equals(planned.stamp())).isPresent();
    }

    private static boolean isReadable(Copy.State state) {
        return state == Copy.State.COMPLETE || state == Copy.State.SUSPECT;
    }

    @Override
    public Mono<Void> strayed(VersionId version, Locator planned) {
        return call("strayed", _ -> {
            Optional<VersionRow> row = world.live(version);
            boolean writing = row.flatMap(r -> r.at(planned.zone(), planned.stamp()))
                    .filter(copy -> copy.state() == Copy.State.WRITING)
                    .isPresent();
            if (writing) {
                row.orElseThrow().copies.remove(planned.zone());
                world.owe(row.get().written, planned.zone(), Optional.empty(), Duration.ZERO);
            }
            bucketOf(version, attemptAt(planned)).ifPresent(b -> world.purge(b, planned, Duration.ZERO));
            giveUpNow(planned);
            return writing;
        }).then();
    }

    private void giveUpNow(Locator planned) {
        world.tasks.values()
                .stream()
                .filter(task -> task.kind == Task.Kind.ABORT_UPLOAD && isFor(task, planned))
                .filter(task -> task.due.isAfter(world.now()))
                .forEach(task -> {
                    task.due = world.now();
                    task.awaiting = Optional.empty();
                });
    }

    @Override
    public Mono<RemoveResult> remove(BucketId bucket, ObjectRef object, Conditions conditions, Foreign foreign,
            Origin origin) {
        return call("remove", lease -> {
            if (!world.holds(lease)) {
                return new RemoveResult.LeaseLost();
            }
            return world.open(bucket)
                    .map(row -> remove(row, object, conditions, foreign, origin))
                    .orElseGet(RemoveResult.BucketGone::new);
        });
    }

    private RemoveResult remove(BucketRow bucket, ObjectRef object, Conditions conditions, Foreign foreign,
            Origin origin) {
        Optional<VersionRow> current = currentOf(bucket, object);
        Optional<ETag> etag = tagOf(bucket, object, foreign.etag());
        if (etag.isEmpty() ? conditions.requiresExistence() : !conditions.allowOverwrite(etag.get())) {
            return new RemoveResult.ConditionFailed(etag.map(conditions::failedBy).orElse("If-Match"));
        }
        if (current.isPresent() || (isFresh(bucket, object.key()) && foreign.served())) {
            Head head = bucket.heads.computeIfAbsent(object.key(), _ -> new Head());
            head.sequence++;
            head.current = null;
            head.lastModified = later(world.now(), head.lastModified.plusMillis(1));
            current.ifPresent(this::retire);
        }
        world.record("DeleteObject", bucket.name, Optional.of(object.key()), 204, 0, origin);
        return new RemoveResult.Removed(current.map(row -> row.written.id()));
    }

    @Override
    public Mono<Version> current(BucketId bucket, ObjectRef object) {
        return call("current", _ -> world.open(bucket).flatMap(row -> currentOf(row, object)).map(VersionRow::version))
                .flatMap(Mono::justOrEmpty);
    }

    @Override
    public Mono<Version> live(VersionId version) {
        return call("live", _ -> world.live(version).map(VersionRow::version)).flatMap(Mono::justOrEmpty);
    }

    @Override
    public Mono<Void> suspect(VersionId version, ZoneCode zone) {
        return call("suspect", _ -> world.live(version).map(row -> {
            CopyRow copy = row.copies.get(zone);
            if (copy != null && copy.state() == Copy.State.COMPLETE) {
                row.put(copy.locator(), Copy.State.SUSPECT, copy.verified());
                world.task(Task.Kind.VERIFY, zone, row.written.bucket(), Optional.of(version),
                        Optional.of(copy.locator()), Optional.empty(), Duration.ZERO);
            }
            return row;
        })).then();
    }

    @Override
    public Mono<Integer> forget(int atMost) {
        return call("forget", _ -> {
            Instant before = world.now().minus(world.delays.horizon());
            List<VersionId> over = world.versions.values()
                    .stream()
                    .filter(row -> row.ended.isBefore(before))
                    .map(row -> row.written.id())
                    .filter(id -> world.tasks.values().stream().noneMatch(t -> t.version.equals(Optional.of(id))))
                    .limit(atMost)
                    .toList();
            over.forEach(world.versions::remove);
            return over.size();
        });
    }

    @Override
    public Mono<KeyPage> page(KeyQuery query) {
        return call("page", _ -> world.open(query.bucket())
                .map(row -> ListingModel.page(keysOf(row), query))
                .orElseGet(() -> new KeyPage(List.of(), false)));
    }

    private List<KeyPage.Key> keysOf(BucketRow bucket) {
        List<KeyPage.Key> keys = new ArrayList<>();
        bucket.heads.forEach((key, head) -> {
            if (head.current != null) {
                Content content = world.live(head.current).orElseThrow().written.content();
                keys.add(new KeyPage.Key(key.value(), content.size(), content.etag(), head.lastModified));
            }
        });
        return keys;
    }

    @Override
    public Mono<List<CopyReport>> copies(BucketId bucket, ObjectRef object) {
        return call("copies", _ -> world.open(bucket)
                .flatMap(row -> currentOf(row, object))
                .map(this::report)
                .orElse(List.of()));
    }

    private List<CopyReport> report(VersionRow row) {
        List<CopyReport> reports = new ArrayList<>();
        VersionId id = row.written.id();
        row.copies.values()
                .forEach(copy -> reports.add(new CopyReport(id, copy.locator().zone(), copy.state(), copy.verified(),
                        reasonOf(id, copy.locator().zone()))));
        world.tasks.values()
                .stream()
                .filter(task -> task.kind == Task.Kind.COPY && task.version.equals(Optional.of(id))
                        && !row.copies.containsKey(task.zone))
                .forEach(task -> reports
                        .add(new CopyReport(id, task.zone, Copy.State.PLANNED, Optional.empty(), task.reason)));
        return reports;
    }

    private Optional<String> reasonOf(VersionId version, ZoneCode zone) {
        return world.tasks.values()
                .stream()
                .filter(task -> task.version.equals(Optional.of(version)) && task.zone.equals(zone))
                .flatMap(task -> task.reason.stream())
                .findFirst();
    }

    private Optional<VersionRow> currentOf(BucketRow bucket, ObjectRef object) {
        return Optional.ofNullable(bucket.heads.get(object.key()))
                .flatMap(head -> Optional.ofNullable(head.current))
                .flatMap(world::live);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private <T> Mono<T> call(String name, Function<UUID, ? extends T> effect) {
        return faults.call(name, () -> {
            synchronized (world) {
                return effect.apply(leases.current());
            }
        });
    }
}
