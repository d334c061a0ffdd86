package dev.s3gateway.ledger.postgres;

import dev.s3gateway.backend.Unmanaged;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.ledger.Bucket;
import dev.s3gateway.ledger.BucketId;
import dev.s3gateway.ledger.BucketMemory;
import dev.s3gateway.ledger.Buckets;
import dev.s3gateway.ledger.Delays;
import dev.s3gateway.ledger.Origin;
import dev.s3gateway.ledger.ZoneBucket;
import dev.s3gateway.ledger.postgres.GroupCommit.Outcome;
import dev.s3gateway.lifecycle.Background;
import dev.s3gateway.object.BucketName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/** Buckets in PostgreSQL. */
final class PostgresBuckets implements Buckets {

    private static final String CREATE = """
            INSERT INTO buckets (id, name, owner, region, state, created_at, unmanaged)
            SELECT $1, $2, $3, $4, 'OPEN', clock_timestamp(), CASE WHEN d.deleted THEN 'HIDE' END
              FROM (SELECT EXISTS (SELECT FROM buckets WHERE name = $2 AND state = 'DELETED') AS deleted) d
             WHERE $5 OR NOT d.deleted
            ON CONFLICT (name) WHERE state = 'OPEN' DO NOTHING""";
    private static final String PLACE = """
            INSERT INTO zone_buckets (bucket_id, zone, name, state, layout, traits, reason, position)
            SELECT $1, p.zone, p.name, p.state, p.layout, p.traits, p.reason,
                   (SELECT count(*) FROM zone_buckets z WHERE z.bucket_id = $1) + p.position
              FROM json_to_recordset($2::json) AS p (zone text, name text, state text, layout text, traits json,
                   reason text, position integer)
            ON CONFLICT (bucket_id, zone) DO UPDATE SET name = excluded.name, state = excluded.state,
                   layout = excluded.layout, traits = excluded.traits, reason = excluded.reason
             WHERE zone_buckets.state <> 'OPEN' OR excluded.state NOT IN ('PENDING', 'FAILED')""";
    // The place belongs to the newest bucket: a removal that nobody has begun yet is off.
    private static final String CALL_OFF_DROPS = """
            DELETE FROM tasks t USING zone_buckets old, zone_buckets z
             WHERE z.bucket_id = $1 AND old.zone = z.zone AND old.name = z.name AND old.bucket_id <> $1
               AND t.kind = 'DROP_BUCKET' AND t.bucket_id = old.bucket_id AND t.zone = old.zone
               AND (t.claimed_until IS NULL OR t.claimed_until <= clock_timestamp())""";
    private static final String TASK = """
            INSERT INTO tasks (kind, zone, bucket_id, due_at)
            SELECT $1, z.zone, z.bucket_id, clock_timestamp() + $3 * interval '1 millisecond' FROM zone_buckets z
             WHERE z.bucket_id = $2 AND z.state = ANY ($4)
            ON CONFLICT (bucket_id, zone, kind) WHERE kind IN ('MAKE_BUCKET', 'DROP_BUCKET') DO NOTHING""";
    private static final String MADE = """
            DELETE FROM tasks WHERE kind = 'MAKE_BUCKET' AND bucket_id = $1 AND zone = $2
               AND (claimed_until IS NULL OR claimed_until <= clock_timestamp())""";
    private static final String HELD = """
            (SELECT true AS held FROM heads WHERE bucket_id = $1 AND live LIMIT 1) UNION ALL
            (SELECT true FROM uploads WHERE bucket_id = $1 AND state IN ('OPEN', 'COMPLETING') LIMIT 1)""";
    private static final String LOG = """
            INSERT INTO operations_log (operation_type, bucket_name, status_code, bytes_transferred, response_time_ms,
                   request_id, source_ip, caller, created_at)
            VALUES ($1, $2, $3, 0, 0, $4, $5, $6, clock_timestamp())""";

    private static final int READERS = 2;
    private static final int CROWD = 64;

    private final Database database;
    private final Delays delays;
    private final BucketMemory memory;
    private final Ids ids = new Ids();
    private final GroupCommit<BucketName, Optional<Bucket>> lookups;

    PostgresBuckets(Database database, Delays delays, BucketMemory memory, Background background) {
        this.database = database;
        this.delays = delays;
        this.memory = memory;
        // Every request asks for its bucket, mostly for the same one as all others: any number may be under way together.
        this.lookups = new GroupCommit<>("ledger buckets", READERS, CROWD, _ -> new Object(), background,
                (names, _) -> lookUp(names));
    }

    @Override
    public Mono<Creation> create(BucketName name, String owner, String region, List<ZoneBucket> planned,
            Origin origin) {
        return Mono.defer(() -> {
            BucketId id = new BucketId(ids.next());
            return change(session -> session.run(CREATE, id.value(), name.value(), owner, region, true)
                    .flatMap(rows -> rows == 1
                            ? place(session, id, name, planned, origin)
                            : BucketRows.one(session, BucketRows.OPEN_NAMED, name.value())
                                    .<Creation>map(Creation.AlreadyThere::new)));
        })
                // It was there, and gone before we could look.
                .repeatWhenEmpty(3, tries -> tries);
    }

    @Override
    public Mono<Bucket> adopt(BucketName name, String owner, String region, List<ZoneBucket> found, Origin origin) {
        return Mono.defer(() -> {
            BucketId id = new BucketId(ids.next());
            return change(session -> session
                    .run(CREATE, id.value(), name.value(), owner, region, false)
                    .flatMap(rows -> rows == 1 ? place(session, id, name, found, origin).then() : Mono.<Void>empty())
                    .then(Mono.defer(() -> BucketRows.one(session, BucketRows.OPEN_NAMED, name.value()))));
        });
    }

    @Override
    public Mono<Void> set(BucketId bucket, Optional<Unmanaged> unmanaged) {
        return change(session -> session.run("UPDATE buckets SET unmanaged = nullif($2, '') WHERE id = $1",
                bucket.value(), unmanaged.map(Unmanaged::name).orElse("")))
                // Until nobody remembers it as it was.
                .then(Mono.delay(BucketMemory.LONGEST))
                .then();
    }

    private <T> Mono<T> change(Function<Session, Mono<T>> work) {
        return memory.changing(database.transaction(work));
    }

    private Mono<Creation> place(Session session, BucketId id, BucketName name, List<ZoneBucket> planned,
            Origin origin) {
        return session.run(PLACE, id.value(), BucketRows.json(planned))
                .then(session.run(CALL_OFF_DROPS, id.value()))
                .then(session.run(TASK, "MAKE_BUCKET", id.value(), delays.patience().multipliedBy(3).toMillis(),
                        new String[]{"PENDING", "FAILED"}))
                .then(log(session, "CreateBucket", name, 200, origin))
                .then(Mono.defer(() -> BucketRows.one(session, BucketRows.BY_ID, id.value())))
                .map(Creation.Created::new);
    }

    @Override
    public Mono<Void> record(BucketId bucket, ZoneBucket zone) {
        return change(session -> session
                .rows("SELECT state FROM buckets WHERE id = $1 FOR SHARE",
                        row -> Rows.get(row, "state", String.class), bucket.value())
                .flatMapIterable(states -> states)
                .concatMap(state -> state.equals("OPEN") ? keep(session, bucket, zone) : dispose(session, bucket, zone))
                .then(Mono.just(true)))
                .then();
    }

    private Mono<Long> keep(Session session, BucketId bucket, ZoneBucket zone) {
        return session.run(PLACE, bucket.value(), BucketRows.json(List.of(zone)))
                .then(zone.isOpen()
                        ? session.run(MADE, bucket.value(), zone.zone().value())
                        : session.run(TASK, "MAKE_BUCKET", bucket.value(), delays.patience().toMillis(),
                                new String[]{"PENDING", "FAILED"}));
    }

    /** Made after its bucket was deleted: it has to go as well. */
    private static Mono<Long> dispose(Session session, BucketId bucket, ZoneBucket zone) {
        if (!zone.isOpen()) {
            return Mono.just(0L);
        }
        return session.run(PLACE, bucket.value(), BucketRows.json(List.of(zone.in(ZoneBucket.State.DELETING))))
                .then(session.run(TASK, "DROP_BUCKET", bucket.value(), 0L, new String[]{"DELETING"}));
    }

    @Override
    public Mono<Deletion> delete(BucketName name, Origin origin) {
        return delete("name = $1", name.value(), origin);
    }

    @Override
    public Mono<Deletion> delete(BucketId bucket, Origin origin) {
        return delete("id = $1", bucket.value(), origin);
    }

    private Mono<Deletion> delete(String which, Object parameter, Origin origin) {
        return change(session -> session
                .rows("SELECT id, name FROM buckets WHERE " + which + " AND state = 'OPEN' FOR UPDATE",
                        row -> Map.entry(Rows.get(row, "id", UUID.class), Rows.get(row, "name", String.class)),
                        parameter)
                .flatMap(found -> found.isEmpty()
                        ? Mono.just(Deletion.MISSING)
                        : deleteLocked(session, found.getFirst().getKey(),
                                new BucketName(found.getFirst().getValue()), origin)));
    }

    private static Mono<Deletion> deleteLocked(Session session, UUID id, BucketName name, Origin origin) {
        return session.rows(HELD, _ -> true, id)
                .flatMap(live -> live.isEmpty()
                        ? close(session, id, name, origin).thenReturn(Deletion.DELETED)
                        : Mono.just(Deletion.NOT_EMPTY));
    }

    private static Mono<Long> close(Session session, UUID id, BucketName name, Origin origin) {
        return session.run("UPDATE buckets SET state = 'DELETED', deleted_at = clock_timestamp() WHERE id = $1", id)
                .then(session.run("DELETE FROM tasks WHERE kind = 'MAKE_BUCKET' AND bucket_id = $1", id))
                // What never became ours, such as a name that somebody else has, is not ours to remove.
                .then(session.run("DELETE FROM zone_buckets WHERE bucket_id = $1 AND state = 'FAILED'", id))
                .then(session.run("UPDATE zone_buckets SET state = 'DELETING' WHERE bucket_id = $1", id))
                .then(session.run("DELETE FROM capabilities WHERE bucket_id = $1", id))
                .then(session.run(TASK, "DROP_BUCKET", id, 0L, new String[]{"DELETING"}))
                .then(log(session, "DeleteBucket", name, 204, origin));
    }

    private static Mono<Long> log(Session session, String operation, BucketName name, int status, Origin origin) {
        return session.run(LOG, operation, name.value(), status, origin.requestId(), origin.sourceIp(),
                origin.caller());
    }

    @Override
    public Mono<Bucket> find(BucketName name) {
        return memory.learning(name, lookups.submit(name).flatMap(Mono::justOrEmpty));
    }

    @Override
    public Optional<Bucket> recall(BucketName name) {
        return memory.recall(name);
    }

    Mono<List<Outcome<Optional<Bucket>>>> lookUp(List<BucketName> names) {
        String[] wanted = names.stream().map(BucketName::value).distinct().toArray(String[]::new);
        return database.batch(session -> BucketRows.many(session, BucketRows.OPEN_AMONG, (Object) wanted))
                .map(buckets -> buckets.stream().collect(Collectors.toMap(Bucket::name, Function.identity())))
                .map(found -> names.stream()
                        .<Outcome<Optional<Bucket>>>map(
                                name -> new Outcome.Done<>(Optional.ofNullable(found.get(name))))
                        .toList());
    }

    @Override
    public Mono<Bucket> byId(BucketId id) {
        return database.alone(session -> BucketRows.one(session, BucketRows.BY_ID, id.value()));
    }

    @Override
    public Mono<Bucket> at(ZoneCode zone, String zoneBucket) {
        return database.alone(session -> BucketRows.many(session, BucketRows.OPEN_AT, zone.value(), zoneBucket))
                .flatMap(found -> Mono.justOrEmpty(found.stream().findFirst()));
    }

    @Override
    public Mono<List<Bucket>> ownedBy(String owner) {
        return database.alone(session -> BucketRows.many(session, BucketRows.OPEN_OWNED, owner));
    }

    @Override
    public Mono<List<Bucket>> all() {
        return database.alone(session -> BucketRows.many(session, BucketRows.OPEN));
    }
}
