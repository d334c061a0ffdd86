package dev.s3gateway.ledger;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.Stamp;
import dev.s3gateway.backend.Unmanaged;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.object.BucketName;
import dev.s3gateway.object.ObjectKey;
import dev.s3gateway.object.VersionId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The rows of the fake ledger, shared by the processes that use it. Whoever touches them holds its monitor. */
final class MemoryWorld {

    static final class BucketRow {
        final BucketId id;
        final BucketName name;
        final String owner;
        final String region;
        final Instant createdAt;
        final Map<ZoneCode, ZoneBucket> zones = new LinkedHashMap<>();
        final TreeMap<ObjectKey, Head> heads = new TreeMap<>();
        boolean deleted;
        Optional<Unmanaged> unmanaged = Optional.empty();

        BucketRow(BucketId id, BucketName name, String owner, String region, Instant createdAt) {
            this.id = id;
            this.name = name;
            this.owner = owner;
            this.region = region;
            this.createdAt = createdAt;
        }

        Bucket bucket() {
            return new Bucket(id, name, owner, region, createdAt, List.copyOf(zones.values()), unmanaged);
        }
    }

    static final class Head {
        long sequence;
        Instant lastModified = Instant.EPOCH;
        @Nullable
        VersionId current;
    }

    record CopyRow(Locator locator, Copy.State state, Optional<Instant> verified) {}

    static final class VersionRow {
        final Version written;
        final Map<ZoneCode, CopyRow> copies = new LinkedHashMap<>();
        boolean live = true;
        int required;
        Instant ended = Instant.MAX;

        VersionRow(Version written) {
            this.written = written;
            this.required = written.requiredCopies();
        }

        void put(Locator locator, Copy.State state, Optional<Instant> verified) {
            copies.put(locator.zone(), new CopyRow(locator, state, verified));
        }

        Optional<CopyRow> at(ZoneCode zone, Stamp stamp) {
            return Optional.ofNullable(copies.get(zone)).filter(copy -> copy.locator().stamp().equals(stamp));
        }

        Version version() {
            return new Version(written.id(), written.bucket(), written.object(), written.sequence(), written.content(),
                    written.lastModified(), required,
                    copies.values().stream().map(copy -> new Copy(copy.locator(), copy.state())).toList());
        }
    }

    static final class TaskRow {
        final long id;
        final Task.Kind kind;
        final ZoneCode zone;
        final BucketId bucket;
        final Optional<VersionId> version;
        final Optional<Locator> locator;
        final Instant created;
        Optional<UUID> awaiting;
        Instant due;
        Instant claimedUntil = Instant.MIN;
        long epoch;
        int tries;
        Optional<String> reason = Optional.empty();

        TaskRow(long id, Task.Kind kind, ZoneCode zone, BucketId bucket, Optional<VersionId> version,
                Optional<Locator> locator, Optional<UUID> awaiting, Instant created, Duration delay) {
            this.id = id;
            this.kind = kind;
            this.zone = zone;
            this.bucket = bucket;
            this.version = version;
            this.locator = locator;
            this.awaiting = awaiting;
            this.created = created;
            this.due = created.plus(delay);
        }

        Task task() {
            return new Task(id, epoch, kind, zone, bucket, version, locator, tries);
        }
    }

    final InstantSource clock;
    final Delays delays;
    final long incarnation = 1;
    final UUID installation = UUID.randomUUID();
    final Map<UUID, Instant> leases = new HashMap<>();
    final Map<Intent, UUID> intents = new LinkedHashMap<>();
    final List<BucketMemory> memories = new CopyOnWriteArrayList<>();
    final Map<BucketId, BucketRow> buckets = new LinkedHashMap<>();
    final Map<VersionId, VersionRow> versions = new HashMap<>();
    final Map<Long, TaskRow> tasks = new LinkedHashMap<>();
    final List<OperationsLog.Entry> log = new ArrayList<>();
    final Map<UploadId, MemoryUploads.Row> uploads = new LinkedHashMap<>();
    final Map<MemoryProbes.Key, MemoryProbes.Found> probes = new HashMap<>();
    final List<MemoryErrands.Row> errands = new ArrayList<>();
    final MemoryHoldings.Walk walk = new MemoryHoldings.Walk();
    final Map<UUID, Long> loaded = new HashMap<>();
    Optional<Revisions.Revision> newest = Optional.empty();
    private long lastTask;

    private final AtomicLong ticks = new AtomicLong();

    MemoryWorld(InstantSource clock, Delays delays) {
        this.clock = clock;
        this.delays = delays;
    }

    Instant now() {
        return clock.instant();
    }

    /** By the same clock, but it never stands still. */
    long nanoTime() {
        return ChronoUnit.NANOS.between(Instant.EPOCH, clock.instant()) + ticks.incrementAndGet();
    }

    boolean holds(UUID lease) {
        Instant until = leases.get(lease);
        return until != null && until.isAfter(now());
    }

    Optional<BucketRow> open(BucketId id) {
        return Optional.ofNullable(buckets.get(id)).filter(row -> !row.deleted);
    }

    Optional<VersionRow> live(VersionId id) {
        return Optional.ofNullable(versions.get(id)).filter(row -> row.live);
    }

    void task(Task.Kind kind, ZoneCode zone, BucketId bucket, Optional<VersionId> version, Optional<Locator> locator,
            Optional<UUID> awaiting, Duration delay) {
        TaskRow row = new TaskRow(++lastTask, kind, zone, bucket, version, locator, awaiting, now(), delay);
        tasks.put(row.id, row);
    }

    void purge(BucketId bucket, Locator locator, Duration delay) {
        task(Task.Kind.PURGE, locator.zone(), bucket, Optional.of(locator.stamp().version()), Optional.of(locator),
                Optional.empty(), delay);
    }

    /** Whatever may have landed or may still land there goes: now, and what a dead process sent, after the horizon. */
    void purgeTwice(BucketId bucket, Locator locator) {
        purge(bucket, locator, Duration.ZERO);
        purge(bucket, locator, delays.horizon());
    }

    /** The zone must get a copy; one task per version and zone, due as early as anybody asked. */
    void owe(Version version, ZoneCode zone, Optional<UUID> awaiting, Duration delay) {
        Optional<TaskRow> owed = tasks.values()
                .stream()
                .filter(row -> row.kind == Task.Kind.COPY && row.version.equals(Optional.of(version.id()))
                        && row.zone.equals(zone))
                .findFirst();
        owed.ifPresent(row -> row.due = min(row.due, now().plus(delay)));
        if (owed.isEmpty()) {
            task(Task.Kind.COPY, zone, version.bucket(), Optional.of(version.id()), Optional.empty(), awaiting, delay);
        }
    }

    /** The upload that this claim is still good for. */
    Optional<MemoryUploads.Row> claimed(UploadClaim claim) {
        return Optional.ofNullable(uploads.get(claim.upload()))
                .filter(row -> row.is(Upload.State.COMPLETING) && row.epoch == claim.epoch());
    }

    void end(MemoryUploads.Row row, Upload.State state) {
        row.become(state);
        row.claimedBy = Optional.empty();
        row.endedAt = now();
    }

    /** A zone may have an upload open for this place. */
    void giveUp(BucketId bucket, Locator planned, Duration delay) {
        task(Task.Kind.ABORT_UPLOAD, planned.zone(), bucket, Optional.of(planned.stamp().version()),
                Optional.of(planned), Optional.empty(), delay);
    }

    boolean isIdle(TaskRow row) {
        return !row.claimedUntil.isAfter(now());
    }

    void record(String operation, BucketName bucket, Optional<ObjectKey> key, int status, long bytes, Origin origin) {
        log.add(new OperationsLog.Entry(operation, bucket.value(), key.map(ObjectKey::value), Optional.empty(), status,
                bytes, 0, origin.requestId(), origin.sourceIp(), now()));
    }

    private static Instant min(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
