package dev.s3gateway.ledger.postgres;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.ledger.Adoption;
import dev.s3gateway.ledger.BucketId;
import dev.s3gateway.ledger.Commit;
import dev.s3gateway.ledger.CommitResult;
import dev.s3gateway.ledger.Copy;
import dev.s3gateway.ledger.CopyReport;
import dev.s3gateway.ledger.Delays;
import dev.s3gateway.ledger.Foreign;
import dev.s3gateway.ledger.Intent;
import dev.s3gateway.ledger.KeyPage;
import dev.s3gateway.ledger.KeyQuery;
import dev.s3gateway.ledger.Origin;
import dev.s3gateway.ledger.RemoveResult;
import dev.s3gateway.ledger.Version;
import dev.s3gateway.ledger.Versions;
import dev.s3gateway.ledger.postgres.GroupCommit.Outcome;
import dev.s3gateway.ledger.postgres.Mutation.Decision;
import dev.s3gateway.ledger.postgres.Mutation.HeadKey;
import dev.s3gateway.lifecycle.Background;
import dev.s3gateway.lifecycle.CrashPoints;
import dev.s3gateway.object.Conditions;
import dev.s3gateway.object.ObjectKey;
import dev.s3gateway.object.ObjectRef;
import dev.s3gateway.object.VersionId;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/** Keys and versions in PostgreSQL, as one process sees them. */
final class PostgresVersions implements Versions {

    private static final int READERS = 2;
    private static final int CROWD = 64;

    // OFFSET 0 keeps the planner from joining the other way round, from all heads to the few keys, which costs nothing while
    // there are none.
    private static final String CURRENT = "SELECT " + Rows.VERSION + "\n" + """
            FROM unnest($1::uuid[], $2::text[]) AS w (bucket_id, key)
            CROSS JOIN LATERAL (SELECT version_id FROM heads
                  WHERE bucket_id = w.bucket_id AND key = w.key COLLATE "C" AND live OFFSET 0) h
            CROSS JOIN LATERAL (SELECT * FROM versions WHERE id = h.version_id OFFSET 0) v
            CROSS JOIN LATERAL (SELECT name FROM buckets WHERE id = w.bucket_id OFFSET 0) b""";
    private static final String LIVE = "SELECT " + Rows.VERSION + "\n" + """
            FROM versions v JOIN buckets b ON b.id = v.bucket_id WHERE v.id = $1 AND v.state = 'COMMITTED'""";
    private static final String COPIES = """
            SELECT version_id, zone_code, replica_status, last_verified, last_error FROM object_replicas r
             WHERE version_id = (SELECT version_id FROM heads WHERE bucket_id = $1 AND key = $2 AND live)
             ORDER BY zone_code""";

    private static final String FORGET = """
            DELETE FROM versions v USING (
                SELECT id FROM versions d
                 WHERE ended_at < clock_timestamp() - $1 * interval '1 millisecond'
                   AND NOT EXISTS (SELECT FROM tasks t WHERE t.version_id = d.id)
                 ORDER BY ended_at LIMIT $2 FOR UPDATE SKIP LOCKED) done
             WHERE v.id = done.id""";

    private final Database database;
    private final Delays delays;
    private final HeldLease lease;
    private final Copies copies;
    private final CrashPoints crash;
    private final Writes writes;
    private final GroupCommit<HeadKey, Optional<Version>> lookups;

    PostgresVersions(Database database, Journal journal, HeldLease lease, Delays delays, Background background,
            CrashPoints crash, Acknowledged acknowledged) {
        this.database = database;
        this.delays = delays;
        this.lease = lease;
        this.crash = crash;
        this.copies = new Copies(database, journal, delays);
        this.writes = new Writes(new IntentBatch(database, journal, lease, crash),
                new CommitBatch(database, journal, lease, delays, crash, acknowledged), background, System::nanoTime);
        // Any number of readers of one key may be under way together.
        this.lookups = new GroupCommit<>("ledger look-ups", READERS, CROWD, _ -> new Object(), background,
                (keys, _) -> lookUp(keys));
    }

    @Override
    public Mono<Boolean> begin(Intent intent) {
        return leased(() -> writes.begin(intent));
    }

    @Override
    public Mono<CommitResult> commit(Commit commit) {
        return leased(() -> writes.change(new Mutation.Put(commit))).map(decision -> switch (decision) {
            case Decision.OfPut(CommitResult result) -> result;
            case Decision.OfRemove _,Decision.OfAdoption _ -> throw Writes.mixedUp();
        });
    }

    @Override
    public Mono<RemoveResult> remove(BucketId bucket, ObjectRef object, Conditions conditions, Foreign foreign,
            Origin origin) {
        return leased(() -> writes
                .change(new Mutation.Remove(lease.fresh(), bucket, object, conditions, foreign, origin)))
                .map(decision -> switch (decision) {
                    case Decision.OfRemove(RemoveResult result) -> result;
                    case Decision.OfPut _,Decision.OfAdoption _ -> throw Writes.mixedUp();
                });
    }

    @Override
    public Mono<Adoption.Result> adopt(Adoption adoption) {
        return leased(() -> writes.change(new Mutation.Adopt(adoption))).map(decision -> switch (decision) {
            case Decision.OfAdoption(Adoption.Result result) -> result;
            case Decision.OfPut _,Decision.OfRemove _ -> throw Writes.mixedUp();
        });
    }

    @Override
    public Mono<Set<ObjectKey>> known(BucketId bucket, List<ObjectKey> keys) {
        return leased(() -> database.alone(session -> Heads.known(session,
                keys.stream().map(key -> new HeadKey(bucket, key)).toList())))
                .map(found -> found.stream().map(HeadKey::key).collect(Collectors.toUnmodifiableSet()));
    }

    @Override
    public Mono<Void> abandon(Intent intent) {
        return leased(() -> copies.abandon(intent));
    }

    @Override
    public Mono<Boolean> arrived(VersionId version, Locator copy) {
        return leased(() -> crash.at("ledger.before-arrived")
                .then(Mono.defer(() -> copies.arrived(version, copy)))
                .flatMap(taken -> crash.at("ledger.after-arrived").thenReturn(taken)));
    }

    @Override
    public Mono<Boolean> moved(VersionId version, Locator from, Locator to) {
        return leased(() -> copies.moved(version, from, to));
    }

    @Override
    public Mono<Void> strayed(VersionId version, Locator planned) {
        return leased(() -> copies.strayed(version, planned));
    }

    @Override
    public Mono<Void> suspect(VersionId version, ZoneCode zone) {
        return leased(() -> copies.suspect(version, zone));
    }

    @Override
    public Mono<Integer> forget(int atMost) {
        return leased(() -> database
                .transaction(session -> session.run(FORGET, delays.horizon().toMillis(), atMost))
                .map(Math::toIntExact));
    }

    @Override
    public Mono<Version> current(BucketId bucket, ObjectRef object) {
        return leased(() -> lookups.submit(new HeadKey(bucket, object.key()))).flatMap(Mono::justOrEmpty);
    }

    Mono<List<Outcome<Optional<Version>>>> lookUp(List<HeadKey> keys) {
        List<HeadKey> wanted = keys.stream().distinct().toList();
        return database.batch(session -> session.rows(CURRENT, Rows::version,
                wanted.stream().map(key -> key.bucket().value()).toArray(UUID[]::new),
                wanted.stream().map(key -> key.key().value()).toArray(String[]::new)))
                .map(versions -> answers(keys, versions));
    }

    private static List<Outcome<Optional<Version>>> answers(List<HeadKey> keys, List<Version> versions) {
        Map<HeadKey, Version> found = versions.stream()
                .collect(Collectors.toMap(v -> new HeadKey(v.bucket(), v.object().key()), Function.identity()));
        return keys.stream()
                .<Outcome<Optional<Version>>>map(key -> new Outcome.Done<>(Optional.ofNullable(found.get(key))))
                .toList();
    }

    @Override
    public Mono<Version> live(VersionId version) {
        return leased(() -> database.alone(session -> session.rows(LIVE, Rows::version, version.value())))
                .flatMap(rows -> Mono.justOrEmpty(rows.stream().findFirst()));
    }

    @Override
    public Mono<KeyPage> page(KeyQuery query) {
        return leased(() -> database.alone(session -> Listing.page(session, query)));
    }

    @Override
    public Mono<List<CopyReport>> copies(BucketId bucket, ObjectRef object) {
        return leased(() -> database.alone(session -> session.rows(COPIES, PostgresVersions::report, bucket.value(),
                object.key().value())));
    }

    private static CopyReport report(Readable row) {
        return new CopyReport(new VersionId(Rows.get(row, "version_id", UUID.class)),
                new ZoneCode(Rows.get(row, "zone_code", String.class)),
                Copy.State.valueOf(Rows.get(row, "replica_status", String.class).toUpperCase(Locale.ROOT)),
                Optional.ofNullable(row.get("last_verified", Instant.class)),
                Optional.ofNullable(row.get("last_error", String.class)));
    }

    /** A gateway that could not renew its lease serves nothing: another may have taken over what it believes. */
    private <T> Mono<T> leased(Supplier<Mono<T>> call) {
        return Mono.defer(() -> {
            UUID held = lease.current();
            return Mono.just(held).flatMap(_ -> call.get());
        });
    }
}
