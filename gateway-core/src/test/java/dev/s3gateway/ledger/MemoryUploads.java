package dev.s3gateway.ledger;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.object.VersionId;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/** Uploads in parts of the fake ledger. */
final class MemoryUploads implements Uploads {

    /** An upload with its parts, and who completes it. */
    static final class Row {
        Upload upload;
        final TreeMap<Integer, UploadedPart> parts = new TreeMap<>();
        Optional<UUID> claimedBy = Optional.empty();
        long epoch;
        Instant endedAt = Instant.MAX;

        Row(Upload upload) {
            this.upload = upload;
        }

        void become(Upload.State state, List<UploadLane> lanes, Optional<Completion> completion) {
            Upload u = upload;
            upload = new Upload(u.id(), u.bucket(), u.object(), u.owner(), u.version(), u.metadata(), u.checksum(),
                    state, u.initiatedAt(), lanes, completion);
        }

        void become(Upload.State state) {
            become(state, upload.lanes(), upload.completion());
        }

        boolean is(Upload.State... states) {
            return List.of(states).contains(upload.state());
        }
    }

    private final MemoryWorld world;
    private final MemoryLeases leases;
    private final LedgerFaults faults;

    MemoryUploads(MemoryWorld world, MemoryLeases leases, LedgerFaults faults) {
        this.world = world;
        this.leases = leases;
        this.faults = faults;
    }

    @Override
    public Mono<Beginning> begin(Upload upload, int mostOfOneOwner) {
        return call("beginUpload", _ -> {
            if (world.open(upload.bucket()).isEmpty()) {
                return Beginning.BUCKET_GONE;
            }
            long open = open().filter(row -> row.upload.owner().equals(upload.owner())).count();
            if (open >= mostOfOneOwner) {
                return Beginning.TOO_MANY;
            }
            world.uploads.put(upload.id(), new Row(at(upload, world.now())));
            return Beginning.BEGUN;
        });
    }

    private static Upload at(Upload u, Instant now) {
        return new Upload(u.id(), u.bucket(), u.object(), u.owner(), u.version(), u.metadata(), u.checksum(),
                Upload.State.OPEN, now, u.lanes(), Optional.empty());
    }

    @Override
    public Mono<Boolean> opened(UploadId upload, Map<ZoneCode, String> zoneUploads) {
        return call("opened", _ -> {
            Optional<Row> row = row(upload).filter(found -> found.is(Upload.State.OPEN));
            row.ifPresent(found -> found.become(Upload.State.OPEN, found.upload.lanes()
                    .stream()
                    .map(lane -> new UploadLane(lane.planned(), Optional.ofNullable(zoneUploads.get(lane.zone())),
                            !zoneUploads.containsKey(lane.zone())))
                    .toList(), Optional.empty()));
            return row.isPresent();
        });
    }

    @Override
    public Mono<Upload> find(UploadId upload) {
        return call("findUpload", _ -> row(upload).map(row -> row.upload)).flatMap(Mono::justOrEmpty);
    }

    @Override
    public Mono<Upload> ofVersion(VersionId version) {
        return call("ofVersion", _ -> world.uploads.values()
                .stream()
                .map(row -> row.upload)
                .filter(upload -> upload.version().equals(version))
                .findFirst()).flatMap(Mono::justOrEmpty);
    }

    @Override
    public Mono<Recording> record(UploadId upload, UploadedPart part, int needed) {
        return call("recordPart", _ -> row(upload).filter(found -> found.is(Upload.State.OPEN))
                .map(row -> record(row, part, needed))
                .orElse(Recording.NOT_OPEN));
    }

    private Recording record(Row row, UploadedPart part, int needed) {
        List<UploadLane> lanes = row.upload.lanes()
                .stream()
                .map(lane -> part.tags().containsKey(lane.zone())
                        ? lane
                        : new UploadLane(lane.planned(), lane.zoneUpload(), true))
                .toList();
        if (lanes.stream().filter(lane -> !lane.dropped()).count() < needed) {
            return Recording.TOO_FEW;
        }
        row.become(Upload.State.OPEN, lanes, Optional.empty());
        row.parts.put(part.number(), new UploadedPart(part.number(), part.size(), part.etag(), part.crc32c(),
                part.checksum(), part.tags(), world.now()));
        return Recording.RECORDED;
    }

    @Override
    public Mono<List<UploadedPart>> parts(UploadId upload, int after, int limit) {
        return call("parts", _ -> row(upload).stream()
                .flatMap(row -> row.parts.tailMap(after, false).values().stream())
                .limit(limit)
                .toList());
    }

    @Override
    public Mono<List<Upload>> page(UploadQuery query) {
        return call("pageOfUploads", _ -> open().map(row -> row.upload)
                .filter(upload -> upload.bucket().equals(query.bucket()))
                .filter(upload -> upload.object().key().value().startsWith(query.prefix()))
                .filter(upload -> isAfter(upload, query))
                .sorted(Comparator.<Upload, dev.s3gateway.object.ObjectKey>comparing(upload -> upload.object().key())
                        .thenComparing(upload -> upload.id().toString()))
                .limit(query.limit())
                .toList());
    }

    private static boolean isAfter(Upload upload, UploadQuery query) {
        if (query.afterKey().isEmpty()) {
            return true;
        }
        int order = upload.object().key().compareTo(new dev.s3gateway.object.ObjectKey(query.afterKey()));
        return order > 0 || (order == 0 && query.afterUpload()
                .filter(after -> upload.id().toString().compareTo(after.toString()) > 0)
                .isPresent());
    }

    @Override
    public Mono<Claiming> claim(UploadId upload, Completion completion) {
        return call("claimUpload", lease -> row(upload).map(row -> claim(row, completion, lease))
                .orElseGet(Claiming.None::new));
    }

    private Claiming claim(Row row, Completion completion, UUID lease) {
        boolean same = row.upload.completion().filter(completion::isSame).isPresent();
        return switch (row.upload.state()) {
            case OPEN -> claimed(row, Optional.of(completion), lease);
            case COMPLETING -> !same
                    ? new Claiming.None()
                    : isHeld(row) ? new Claiming.Busy() : claimed(row, row.upload.completion(), lease);
            case COMPLETED -> same
                    ? new Claiming.Completed(row.upload.completion().orElseThrow())
                    : new Claiming.None();
            case ABORTED -> new Claiming.None();
        };
    }

    private boolean isHeld(Row row) {
        return row.claimedBy.filter(world::holds).isPresent();
    }

    private static Claiming.Claimed claimed(Row row, Optional<Completion> completion, UUID lease) {
        row.become(Upload.State.COMPLETING, row.upload.lanes(), completion);
        row.claimedBy = Optional.of(lease);
        row.epoch++;
        return new Claiming.Claimed(row.upload, new UploadClaim(row.upload.id(), row.epoch));
    }

    @Override
    public Mono<List<Claiming.Claimed>> claimOrphans(int limit) {
        return call("claimOrphans", lease -> open()
                .filter(row -> row.is(Upload.State.COMPLETING) && row.claimedBy.isPresent() && !isHeld(row))
                .limit(limit)
                .toList()
                .stream()
                .map(row -> claimed(row, row.upload.completion(), lease))
                .toList());
    }

    @Override
    public Mono<Void> release(UploadClaim claim, boolean reopen) {
        return call("release", _ -> world.claimed(claim).map(row -> {
            row.claimedBy = Optional.empty();
            if (reopen) {
                row.become(Upload.State.OPEN, row.upload.lanes(), Optional.empty());
            }
            return row;
        })).then();
    }

    @Override
    public Mono<Boolean> abort(UploadId upload) {
        return call("abort", _ -> row(upload).filter(this::isOpen).map(row -> {
            abort(row);
            return true;
        }).orElse(false));
    }

    private void abort(Row row) {
        boolean told = row.epoch > 0;
        world.end(row, Upload.State.ABORTED);
        row.upload.lanes().forEach(lane -> {
            world.giveUp(row.upload.bucket(), lane.planned(), Duration.ZERO);
            if (lane.zoneUpload().isEmpty()) {
                world.giveUp(row.upload.bucket(), lane.planned(), world.delays.horizon());
            }
            if (told) {
                world.purgeTwice(row.upload.bucket(), lane.planned());
            }
        });
    }

    @Override
    public Mono<Duration> age(UploadId upload) {
        return call("age", _ -> row(upload).map(row -> Duration.between(row.upload.initiatedAt(), world.now())))
                .flatMap(Mono::justOrEmpty);
    }

    @Override
    public Mono<Void> borrowed(BucketId bucket, Locator planned, Optional<String> zoneUpload) {
        return call("borrowed", lease -> {
            world.tasks.values().removeIf(task -> isFor(task, planned) && nameless(task));
            world.task(Task.Kind.ABORT_UPLOAD, planned.zone(), bucket, Optional.of(planned.stamp().version()),
                    Optional.of(zoneUpload.map(planned::withZoneVersion).orElse(planned)), Optional.of(lease),
                    Duration.ofDays(7));
            return lease;
        }).then();
    }

    @Override
    public Mono<List<Optional<String>>> borrowedAt(Locator planned) {
        return call("borrowedAt", _ -> world.tasks.values()
                .stream()
                .filter(task -> task.kind == Task.Kind.ABORT_UPLOAD && task.zone.equals(planned.zone()))
                .filter(task -> !nameless(task) || (!isFor(task, planned) && task.awaiting.isPresent()
                        && task.due.isAfter(world.now())))
                .flatMap(task -> task.locator.stream())
                .filter(place -> place.bucket().equals(planned.bucket()) && place.key().equals(planned.key()))
                .map(Locator::zoneVersion)
                .toList());
    }

    @Override
    public Mono<Duration> borrowedFor(Locator planned) {
        return call("borrowedFor", _ -> world.tasks.values()
                .stream()
                .filter(task -> isFor(task, planned) && nameless(task))
                .map(task -> Duration.between(task.created, world.now()))
                .findFirst())
                .flatMap(Mono::justOrEmpty);
    }

    private static boolean isFor(MemoryWorld.TaskRow task, Locator planned) {
        return task.kind == Task.Kind.ABORT_UPLOAD && task.zone.equals(planned.zone())
                && task.locator.filter(place -> place.stamp().equals(planned.stamp())).isPresent();
    }

    private static boolean nameless(MemoryWorld.TaskRow task) {
        return task.locator.flatMap(Locator::zoneVersion).isEmpty();
    }

    @Override
    public Mono<Void> returned(Locator planned) {
        return call("returned", _ -> world.tasks.values()
                .removeIf(task -> isFor(task, planned) && world.isIdle(task)))
                .then();
    }

    @Override
    public Mono<Integer> sweep(Duration stale, Duration kept) {
        return call("sweep", _ -> {
            List<Row> old = open().filter(row -> !isHeld(row))
                    .filter(row -> row.upload.initiatedAt().plus(stale).isBefore(world.now()))
                    .toList();
            old.forEach(this::abort);
            world.uploads.values()
                    .removeIf(row -> !isOpen(row) && row.endedAt.plus(kept).isBefore(world.now()) && !isOwed(row));
            return old.size();
        });
    }

    private boolean isOwed(Row row) {
        return world.tasks.values()
                .stream()
                .anyMatch(task -> task.kind == Task.Kind.ABORT_UPLOAD
                        && task.version.equals(Optional.of(row.upload.version())));
    }

    private Optional<Row> row(UploadId upload) {
        return Optional.ofNullable(world.uploads.get(upload));
    }

    private Stream<Row> open() {
        return world.uploads.values().stream().filter(this::isOpen);
    }

    private boolean isOpen(Row row) {
        return row.is(Upload.State.OPEN, Upload.State.COMPLETING);
    }

    private <T> Mono<T> call(String name, Function<UUID, ? extends T> effect) {
        return faults.call(name, () -> {
            synchronized (world) {
                return effect.apply(leases.current());
            }
        });
    }
}
