package dev.s3gateway.ledger.postgres;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.ledger.BucketId;
import dev.s3gateway.ledger.Completion;
import dev.s3gateway.ledger.Upload;
import dev.s3gateway.ledger.UploadClaim;
import dev.s3gateway.ledger.UploadId;
import dev.s3gateway.ledger.UploadLane;
import dev.s3gateway.ledger.UploadQuery;
import dev.s3gateway.ledger.UploadedPart;
import dev.s3gateway.ledger.Uploads;
import dev.s3gateway.ledger.postgres.UploadRows.Stored;
import dev.s3gateway.object.VersionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Uploads in PostgreSQL. Every change of an upload is decided under the lock of its row. */
final class PostgresUploads implements Uploads {

    private static final int SWEPT_AT_ONCE = 100;

    private static final String FROM = "SELECT " + UploadRows.UPLOAD
            + "\nFROM uploads u JOIN buckets b ON b.id = u.bucket_id\n";
    private static final String BY_ID = FROM + "WHERE u.id = $1";
    private static final String BY_VERSION = FROM + "WHERE u.version_id = $1";
    private static final String LOCKED = BY_ID + " FOR UPDATE OF u";
    private static final String PAGE = FROM + """
            WHERE u.bucket_id = $1 AND u.state IN ('OPEN', 'COMPLETING') AND starts_with(u.key, $2)
              AND ($3 = '' OR u.key > $3 OR (u.key = $3 AND u.id > nullif($4, '')::uuid))
            ORDER BY u.key, u.id LIMIT $5""";
    private static final String ORPHANS = FROM + """
            WHERE u.state = 'COMPLETING' AND u.claimed_by IS NOT NULL AND NOT EXISTS (
                  SELECT FROM leases l WHERE l.id = u.claimed_by AND l.expires_at > clock_timestamp())
            ORDER BY u.id LIMIT $1 FOR UPDATE OF u SKIP LOCKED""";
    private static final String STALE = FROM + """
            WHERE u.state IN ('OPEN', 'COMPLETING')
              AND u.initiated_at < clock_timestamp() - $1 * interval '1 millisecond' AND NOT EXISTS (
                  SELECT FROM leases l WHERE l.id = u.claimed_by AND l.expires_at > clock_timestamp())
            ORDER BY u.id LIMIT $2 FOR UPDATE OF u SKIP LOCKED""";
    private static final String OPEN_OF_OWNER = """
            SELECT count(*) AS open FROM (
                SELECT FROM uploads WHERE owner = $1 AND state IN ('OPEN', 'COMPLETING') LIMIT $2) o""";
    private static final String BEGIN = """
            INSERT INTO uploads (id, bucket_id, key, owner, state, version_id, metadata, checksum, lanes, initiated_at)
            VALUES ($1, $2, $3, $4, 'OPEN', $5, $6::jsonb, $7, $8::jsonb, clock_timestamp())""";
    private static final String LANES = "UPDATE uploads SET lanes = $2::jsonb WHERE id = $1";
    private static final String PART = """
            INSERT INTO upload_parts (upload_id, number, size, etag, crc32c, checksum, tags, uploaded_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, clock_timestamp())
            ON CONFLICT (upload_id, number) DO UPDATE SET size = excluded.size, etag = excluded.etag,
                   crc32c = excluded.crc32c, checksum = excluded.checksum, tags = excluded.tags,
                   uploaded_at = excluded.uploaded_at""";
    private static final String PARTS = """
            SELECT number, size, etag, crc32c, checksum, tags::text AS tags, uploaded_at FROM upload_parts
             WHERE upload_id = $1 AND number > $2 ORDER BY number LIMIT $3""";
    private static final String CLAIM = """
            UPDATE uploads SET state = 'COMPLETING', completion = $2::jsonb, claimed_by = $3, epoch = epoch + 1
             WHERE id = $1""";
    private static final String RELEASE = """
            UPDATE uploads SET claimed_by = NULL WHERE id = $1 AND epoch = $2 AND state = 'COMPLETING'""";
    private static final String REOPEN = """
            UPDATE uploads SET claimed_by = NULL, state = 'OPEN', completion = NULL
             WHERE id = $1 AND epoch = $2 AND state = 'COMPLETING'""";
    private static final String ABORT = """
            WITH tasks AS (
                %s)
            UPDATE uploads SET state = 'ABORTED', claimed_by = NULL, ended_at = clock_timestamp() WHERE id = $1"""
            .formatted(TaskRows.insert("$2", "true"));
    private static final String AGE = """
            SELECT (extract(epoch FROM clock_timestamp() - initiated_at) * 1000)::bigint AS age FROM uploads
             WHERE id = $1""";
    private static final String BORROWED = """
            WITH unnamed AS (
                DELETE FROM tasks WHERE version_id = $2 AND zone = $3 AND place_stamp = $4 AND kind = 'ABORT_UPLOAD'
                   AND place_version = '')
            """ + TaskRows.insert("$1", "true");
    private static final String BORROWED_AT = """
            SELECT place_version FROM tasks WHERE kind = 'ABORT_UPLOAD' AND zone = $1 AND place_bucket = $2
               AND place_key = $3 AND (place_version <> '' OR place_stamp <> $4 AND due_at > clock_timestamp()
                   AND awaiting IS NOT NULL)""";
    private static final String BORROWED_FOR = """
            SELECT (extract(epoch FROM clock_timestamp() - created_at) * 1000)::bigint AS age FROM tasks
             WHERE version_id = $1 AND zone = $2 AND place_stamp = $3 AND kind = 'ABORT_UPLOAD' AND place_version = ''""";
    private static final String RETURNED = """
            DELETE FROM tasks WHERE version_id = $1 AND zone = $2 AND place_stamp = $3 AND kind = 'ABORT_UPLOAD'
               AND claimed_until IS NULL""";
    private static final String FORGET = """
            WITH gone AS (
                DELETE FROM uploads u WHERE u.state IN ('COMPLETED', 'ABORTED')
                   AND u.ended_at < clock_timestamp() - $1 * interval '1 millisecond'
                   AND NOT EXISTS (SELECT FROM tasks t
                         WHERE t.version_id = u.version_id AND t.kind = 'ABORT_UPLOAD')
                RETURNING u.id)
            DELETE FROM upload_parts p USING gone g WHERE p.upload_id = g.id""";

    private final Database database;
    private final HeldLease lease;
    private final TaskRows tasks;

    PostgresUploads(Database database, HeldLease lease, TaskRows tasks) {
        this.database = database;
        this.lease = lease;
        this.tasks = tasks;
    }

    @Override
    public Mono<Beginning> begin(Upload upload, int mostOfOneOwner) {
        return transaction(session -> session
                .rows("SELECT id FROM buckets WHERE id = $1 AND state = 'OPEN' FOR KEY SHARE", _ -> true,
                        upload.bucket().value())
                .flatMap(bucket -> bucket.isEmpty()
                        ? Mono.just(Beginning.BUCKET_GONE)
                        : begin(session, upload, mostOfOneOwner)));
    }

    private static Mono<Beginning> begin(Session session, Upload upload, int most) {
        return session.rows(OPEN_OF_OWNER, row -> Rows.get(row, "open", Long.class), upload.owner(), most)
                .flatMap(open -> open.getFirst() >= most
                        ? Mono.just(Beginning.TOO_MANY)
                        : session.run(BEGIN, upload.id().value(), upload.bucket().value(),
                                upload.object().key().value(), upload.owner(), upload.version().value(),
                                Rows.json(upload.metadata()).toString(), UploadRows.text(upload.checksum()),
                                UploadRows.lanes(upload.lanes())).thenReturn(Beginning.BEGUN));
    }

    @Override
    public Mono<Boolean> opened(UploadId upload, Map<ZoneCode, String> zoneUploads) {
        return locked(upload, false, (session, found) -> found.upload().state() != Upload.State.OPEN
                ? Mono.just(false)
                : session.run(LANES, upload.value(), UploadRows.lanes(named(found.upload().lanes(), zoneUploads)))
                        .thenReturn(true));
    }

    private static List<UploadLane> named(List<UploadLane> lanes, Map<ZoneCode, String> zoneUploads) {
        return lanes.stream()
                .map(lane -> new UploadLane(lane.planned(), Optional.ofNullable(zoneUploads.get(lane.zone())),
                        !zoneUploads.containsKey(lane.zone())))
                .toList();
    }

    @Override
    public Mono<Upload> find(UploadId upload) {
        return one(BY_ID, upload.value());
    }

    @Override
    public Mono<Upload> ofVersion(VersionId version) {
        return one(BY_VERSION, version.value());
    }

    private Mono<Upload> one(String sql, UUID id) {
        return alone(session -> session.rows(sql, UploadRows::stored, id))
                .flatMap(rows -> Mono.justOrEmpty(rows.stream().map(Stored::upload).findFirst()));
    }

    @Override
    public Mono<Recording> record(UploadId upload, UploadedPart part, int needed) {
        return locked(upload, Recording.NOT_OPEN, (session, found) -> found.upload().state() != Upload.State.OPEN
                ? Mono.just(Recording.NOT_OPEN)
                : record(session, found.upload(), part, needed));
    }

    private static Mono<Recording> record(Session session, Upload upload, UploadedPart part, int needed) {
        List<UploadLane> lanes = upload.lanes()
                .stream()
                .map(lane -> part.tags().containsKey(lane.zone())
                        ? lane
                        : new UploadLane(lane.planned(), lane.zoneUpload(), true))
                .toList();
        if (lanes.stream().filter(lane -> !lane.dropped()).count() < needed) {
            return Mono.just(Recording.TOO_FEW);
        }
        Mono<Long> dropped = lanes.equals(upload.lanes())
                ? Mono.just(0L)
                : session.run(LANES, upload.id().value(), UploadRows.lanes(lanes));
        return dropped.then(Mono.defer(() -> session.run(PART, upload.id().value(), part.number(), part.size(),
                part.etag().value(), part.crc32c(), part.checksum().map(Rows::text).orElse(""),
                UploadRows.tags(part)))).thenReturn(Recording.RECORDED);
    }

    @Override
    public Mono<List<UploadedPart>> parts(UploadId upload, int after, int limit) {
        return alone(session -> session.rows(PARTS, UploadRows::part, upload.value(), after, limit));
    }

    @Override
    public Mono<List<Upload>> page(UploadQuery query) {
        return alone(session -> session.rows(PAGE, row -> UploadRows.stored(row).upload(), query.bucket().value(),
                query.prefix(), query.afterKey(), query.afterUpload().map(UploadId::toString).orElse(""),
                query.limit()));
    }

    @Override
    public Mono<Claiming> claim(UploadId upload, Completion completion) {
        return locked(upload, new Claiming.None(), (session, found) -> claim(session, found, completion));
    }

    private Mono<Claiming> claim(Session session, Stored found, Completion asked) {
        Optional<Completion> settled = found.upload().completion();
        boolean same = settled.filter(asked::isSame).isPresent();
        return switch (found.upload().state()) {
            case OPEN -> claimed(session, found, asked).map(claimed -> claimed);
            case COMPLETING -> !same
                    ? Mono.just(new Claiming.None())
                    : found.held()
                            ? Mono.just(new Claiming.Busy())
                            : claimed(session, found, settled.orElseThrow()).map(claimed -> claimed);
            case COMPLETED -> Mono.just(same
                    ? new Claiming.Completed(settled.orElseThrow())
                    : new Claiming.None());
            case ABORTED -> Mono.just(new Claiming.None());
        };
    }

    private Mono<Claiming.Claimed> claimed(Session session, Stored found, Completion completion) {
        Upload u = found.upload();
        Upload completing = new Upload(u.id(), u.bucket(), u.object(), u.owner(), u.version(), u.metadata(),
                u.checksum(), Upload.State.COMPLETING, u.initiatedAt(), u.lanes(), Optional.of(completion));
        return session.run(CLAIM, u.id().value(), UploadRows.completion(completion), lease.current())
                .thenReturn(new Claiming.Claimed(completing, new UploadClaim(u.id(), found.epoch() + 1)));
    }

    @Override
    public Mono<List<Claiming.Claimed>> claimOrphans(int limit) {
        return transaction(session -> session.rows(ORPHANS, UploadRows::stored, limit)
                .flatMapIterable(orphans -> orphans)
                .concatMap(orphan -> claimed(session, orphan, orphan.upload().completion().orElseThrow()))
                .collectList());
    }

    @Override
    public Mono<Void> release(UploadClaim claim, boolean reopen) {
        return alone(session -> session.run(reopen ? REOPEN : RELEASE, claim.upload().value(), claim.epoch())).then();
    }

    @Override
    public Mono<Boolean> abort(UploadId upload) {
        return locked(upload, false, (session, found) -> found.isOpen()
                ? abort(session, found).thenReturn(true)
                : Mono.just(false));
    }

    private Mono<Long> abort(Session session, UploadRows.Stored found) {
        Upload upload = found.upload();
        List<ObjectNode> work = new ArrayList<>();
        upload.lanes().forEach(lane -> {
            work.add(tasks.giveUp(upload.bucket(), lane.planned()));
            if (lane.zoneUpload().isEmpty()) {
                // The request by which the zone shall begin it may still be on its way.
                work.add(tasks.giveUpLate(upload.bucket(), lane.planned()));
            }
            // Once claimed, zones may have completed it, though it was opened again.
            if (found.epoch() > 0) {
                work.addAll(tasks.purgeTwice(upload.bucket(), lane.planned()));
            }
        });
        return session.run(ABORT, upload.id().value(), TaskRows.json(work));
    }

    @Override
    public Mono<Duration> age(UploadId upload) {
        return alone(session -> session.rows(AGE, row -> Rows.get(row, "age", Long.class), upload.value()))
                .flatMap(rows -> Mono.justOrEmpty(rows.stream().map(Duration::ofMillis).findFirst()));
    }

    @Override
    public Mono<Void> borrowed(BucketId bucket, Locator planned, Optional<String> zoneUpload) {
        Locator named = zoneUpload.map(planned::withZoneVersion).orElse(planned);
        return alone(session -> session.run(BORROWED,
                TaskRows.json(List.of(tasks.giveUpWith(lease.current(), bucket, named))),
                planned.stamp().version().value(), planned.zone().value(), planned.stamp().text())).then();
    }

    @Override
    public Mono<List<Optional<String>>> borrowedAt(Locator planned) {
        return alone(session -> session.rows(BORROWED_AT,
                row -> Optional.of(Rows.get(row, "place_version", String.class)).filter(name -> !name.isEmpty()),
                planned.zone().value(), planned.bucket(), planned.key(), planned.stamp().text()));
    }

    @Override
    public Mono<Duration> borrowedFor(Locator planned) {
        return alone(session -> session.rows(BORROWED_FOR, row -> Rows.get(row, "age", Long.class),
                planned.stamp().version().value(), planned.zone().value(), planned.stamp().text()))
                .flatMap(rows -> Mono.justOrEmpty(rows.stream().map(Duration::ofMillis).findFirst()));
    }

    @Override
    public Mono<Void> returned(Locator planned) {
        return alone(session -> session.run(RETURNED, planned.stamp().version().value(), planned.zone().value(),
                planned.stamp().text())).then();
    }

    @Override
    public Mono<Integer> sweep(Duration stale, Duration kept) {
        return transaction(session -> session.rows(STALE, UploadRows::stored, stale.toMillis(), SWEPT_AT_ONCE)
                .flatMapMany(Flux::fromIterable)
                .concatMap(old -> abort(session, old))
                .count()
                .flatMap(swept -> session.run(FORGET, kept.toMillis()).thenReturn(swept.intValue())));
    }

    /** Decides about an upload under its lock; {@code none} where there is no such upload. */
    private <T> Mono<T> locked(UploadId upload, T none, Decision<T> decision) {
        return transaction(session -> session.rows(LOCKED, UploadRows::stored, upload.value())
                .flatMap(rows -> rows.isEmpty() ? Mono.just(none) : decision.decide(session, rows.getFirst())));
    }

    @FunctionalInterface
    private interface Decision<T> {
        Mono<T> decide(Session session, Stored found);
    }

    private <T> Mono<T> transaction(Function<Session, Mono<T>> work) {
        return leased(Mono.defer(() -> database.transaction(work)));
    }

    private <T> Mono<T> alone(Function<Session, Mono<T>> work) {
        return leased(Mono.defer(() -> database.alone(work)));
    }

    /** As everywhere: who could not renew its lease serves nothing. */
    private <T> Mono<T> leased(Mono<T> call) {
        return Mono.fromSupplier(lease::current).flatMap(_ -> call);
    }
}
