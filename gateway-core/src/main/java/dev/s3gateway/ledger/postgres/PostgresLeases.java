package dev.s3gateway.ledger.postgres;

import dev.s3gateway.ledger.Delays;
import dev.s3gateway.ledger.Leases;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import reactor.core.publisher.Mono;

/** Leases by the database's clock. A lease is a row with an id that nobody had before; there is no need to count. */
final class PostgresLeases implements Leases {

    private static final String ACQUIRE = """
            WITH made AS (
                INSERT INTO leases (id, process, acquired_at, expires_at)
                VALUES ($1, $2, clock_timestamp(), clock_timestamp() + $3 * interval '1 millisecond'))
            SELECT incarnation, lost FROM ledger_state""";
    private static final String RENEW = """
            WITH renewed AS (
                UPDATE leases SET expires_at = clock_timestamp() + $2 * interval '1 millisecond' WHERE id = $1
                RETURNING id)
            SELECT EXISTS (SELECT FROM renewed) AS ours, incarnation, lost FROM ledger_state""";
    private static final String OURS = """
            SELECT EXISTS (SELECT FROM leases WHERE id = $1) AS ours, incarnation, lost FROM ledger_state""";
    private static final String LAPSED = """
            SELECT id FROM leases WHERE expires_at <= clock_timestamp()
               AND NOT EXISTS (SELECT FROM ledger_state WHERE lost_at IS NOT NULL)
             ORDER BY id FOR UPDATE SKIP LOCKED""";

    // What was committed has its copies in its version; everything else that was planned is refuse. Intents are told as
    // IntentBatch does, or place by place, as versions before this one did.
    private static final String SETTLE = """
            WITH begun AS MATERIALIZED (
                SELECT e.intent FROM intents i CROSS JOIN LATERAL json_array_elements(i.places) AS e (intent)
                 WHERE i.lease = ANY ($1)),
            planned AS MATERIALIZED (
                SELECT p.place ->> 0 AS zone, (e.intent ->> 0)::uuid AS bucket_id,
                       split_part(coalesce(p.place ->> 4, e.intent -> 1 ->> 4), '/', 2)::uuid AS version_id,
                       coalesce(p.place ->> 1, e.intent -> 1 ->> 1) AS place_bucket,
                       coalesce(p.place ->> 2, e.intent -> 1 ->> 2) AS place_key,
                       coalesce(p.place ->> 3, e.intent -> 1 ->> 3) AS place_version,
                       coalesce(p.place ->> 4, e.intent -> 1 ->> 4) AS place_stamp
                  FROM begun e CROSS JOIN LATERAL json_array_elements(CASE json_typeof(e.intent)
                       WHEN 'array' THEN e.intent ELSE '[]' END) WITH ORDINALITY AS p (place, number)
                 WHERE p.number > 1
                UNION ALL
                SELECT p.* FROM begun e CROSS JOIN LATERAL json_to_record(CASE json_typeof(e.intent)
                       WHEN 'object' THEN e.intent ELSE '{}' END) AS p (zone text, bucket_id uuid, version_id uuid,
                       place_bucket text, place_key text, place_version text, place_stamp text)
                 WHERE p.zone IS NOT NULL),
            doubtful AS MATERIALIZED (
                SELECT p.* FROM planned p WHERE NOT EXISTS (
                       SELECT FROM versions v CROSS JOIN LATERAL unnest(v.copy_zones, v.copy_stamps) AS c (zone, stamp)
                        WHERE v.id = p.version_id AND c.zone = p.zone AND c.stamp = p.place_stamp)
                   AND NOT EXISTS (
                       SELECT FROM tasks t WHERE t.version_id = p.version_id AND t.kind = 'PURGE'
                          AND t.zone = p.zone AND t.place_stamp = p.place_stamp)),
            purged AS (
                INSERT INTO tasks (kind, zone, bucket_id, version_id, place_bucket, place_key, place_version,
                       place_stamp, due_at)
                SELECT 'PURGE', d.zone, d.bucket_id, d.version_id, d.place_bucket, d.place_key, d.place_version,
                       d.place_stamp, clock_timestamp() + w.delay * interval '1 millisecond'
                  FROM doubtful d CROSS JOIN (VALUES (0::bigint), ($2::bigint)) AS w (delay)),
            hurried AS (
                UPDATE tasks SET due_at = clock_timestamp(), awaiting = NULL
                 WHERE awaiting = ANY ($1) AND due_at > clock_timestamp() AND claimed_until IS NULL),
            closed AS (
                DELETE FROM intents WHERE lease = ANY ($1)),
            ended AS (
                DELETE FROM leases WHERE id = ANY ($1))
            SELECT count(DISTINCT version_id) AS settled FROM doubtful""";

    private final Database database;
    private final HeldLease lease;
    private final Journal journal;
    private final Delays delays;
    private final String process;
    private final Faith faith;

    PostgresLeases(Database database, HeldLease lease, Journal journal, Delays delays, String process, Faith faith) {
        this.database = database;
        this.lease = lease;
        this.journal = journal;
        this.delays = delays;
        this.process = process;
        this.faith = faith;
    }

    @Override
    public Mono<Void> acquire() {
        return Mono.defer(() -> {
            UUID id = lease.fresh();
            long asked = lease.now();
            return database
                    .alone(session -> session.rows(ACQUIRE, Faith.State::of, id, process, delays.lease().toMillis()))
                    .doOnNext(state -> {
                        faith.begin(state.getFirst());
                        lease.confirmed(id, asked);
                    });
        }).then();
    }

    @Override
    public Mono<Boolean> renew() {
        return Mono.defer(() -> {
            long asked = lease.now();
            return Mono.justOrEmpty(lease.id())
                    .flatMap(id -> renewed(id).map(ours -> noted(id, ours, asked)))
                    .defaultIfEmpty(false);
        }).flatMap(ours -> tidy().thenReturn(ours));
    }

    private Mono<Boolean> renewed(UUID id) {
        return database
                .alone(session -> session.rows(RENEW, Renewal::of, id, delays.lease().toMillis())
                        .map(List::getFirst)
                        .flatMap(renewal -> faith.learn(session, renewal.state()).thenReturn(renewal.ours())))
                .onErrorResume(PostgresLeases::isWriteRefused, refused -> stillOurs(id, refused));
    }

    private static boolean isWriteRefused(Throwable failure) {
        return failure.getCause() != null && SqlFailures.isWriteRefused(failure.getCause());
    }

    /** Nobody can take the lease from us while nobody can write; so what this process knows is true, and reads go on. */
    private Mono<Boolean> stillOurs(UUID id, Throwable refused) {
        return database.alone(session -> session.rows(OURS, Renewal::of, id))
                .map(rows -> {
                    faith.refused(refused);
                    return rows.getFirst().ours();
                });
    }

    private record Renewal(boolean ours, Faith.State state) {
        static Renewal of(Readable row) {
            return new Renewal(Rows.get(row, "ours", Boolean.class), Faith.State.of(row));
        }
    }

    private boolean noted(UUID id, boolean ours, long asked) {
        if (ours) {
            lease.confirmed(id, asked);
        } else {
            lease.lost(id);
            journal.forget(id);
        }
        return ours;
    }

    /** Rows of the journal whose last intents were decided by two transactions at once. */
    private Mono<Void> tidy() {
        return Mono.defer(() -> {
            Set<UUID> rows = journal.leftovers();
            return rows.isEmpty()
                    ? Mono.empty()
                    : database
                            .alone(session -> session.run("DELETE FROM intents WHERE id = ANY ($1)",
                                    (Object) rows.toArray(UUID[]::new)))
                            .doOnNext(_ -> journal.decided(List.of(), rows))
                            .then();
        });
    }

    @Override
    public Mono<Void> release() {
        return Mono.defer(() -> Mono.justOrEmpty(lease.id())
                .flatMap(id -> database
                        .alone(session -> session
                                .run("UPDATE leases SET expires_at = clock_timestamp() WHERE id = $1", id))
                        .doOnNext(_ -> lease.lost(id))))
                .then();
    }

    @Override
    public Mono<Integer> recover() {
        return database.transaction(session -> session.rows(LAPSED, row -> Rows.get(row, "id", UUID.class))
                .flatMap(lapsed -> lapsed.isEmpty() ? Mono.just(0) : settle(session, lapsed.toArray(UUID[]::new))));
    }

    private Mono<Integer> settle(Session session, UUID[] lapsed) {
        return settle(session, lapsed, delays);
    }

    /** What these leases left in doubt becomes purge tasks, and they are gone. */
    static Mono<Integer> settle(Session session, UUID[] leases, Delays delays) {
        return session.rows(SETTLE, row -> Rows.get(row, "settled", Long.class).intValue(), leases,
                delays.horizon().toMillis())
                .map(List::getFirst);
    }

    @Override
    public Mono<Long> incarnation() {
        return database.alone(session -> session.rows("SELECT incarnation FROM ledger_state",
                row -> Rows.get(row, "incarnation", Long.class)))
                .map(List::getFirst);
    }
}
