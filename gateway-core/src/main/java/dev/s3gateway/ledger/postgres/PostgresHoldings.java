package dev.s3gateway.ledger.postgres;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.ledger.BucketId;
import dev.s3gateway.ledger.Holdings;
import dev.s3gateway.object.BucketName;
import dev.s3gateway.object.VersionId;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/** What the zones hold, in PostgreSQL. The walk is one row: who it is for, and how far it got. */
final class PostgresHoldings implements Holdings {

    private static final UUID START = new UUID(0, 0);
    private static final int STRUCK_AT_ONCE = 2000;

    private static final String BEGIN = """
            INSERT INTO walk (placement, cursor, rounds, due_at) VALUES ($1, $2, 0, clock_timestamp())
            ON CONFLICT (single) DO UPDATE SET placement = excluded.placement, cursor = excluded.cursor, rounds = 0,
                   due_at = excluded.due_at
             WHERE walk.placement <> excluded.placement""";
    private static final String NEXT = """
            SELECT v.id, v.bucket_id, b.name AS bucket_name, v.required_copies,
                   ARRAY(SELECT c.zone FROM unnest(v.copy_zones, v.copy_states) AS c (zone, state)
                          WHERE c.state IN ('COMPLETE', 'WRITING')
                         UNION SELECT t.zone FROM tasks t WHERE t.version_id = v.id AND t.kind = 'COPY') AS held
              FROM walk w
             CROSS JOIN LATERAL (SELECT * FROM versions x WHERE x.id > w.cursor AND x.state = 'COMMITTED'
                                  ORDER BY x.id LIMIT $2) v
              JOIN buckets b ON b.id = v.bucket_id
             WHERE w.placement = $1 AND w.rounds < 2 AND w.due_at <= clock_timestamp()
             ORDER BY v.id""";
    private static final String OWE = TaskRows.insert("$1", "true")
            + " ON CONFLICT (version_id, zone) WHERE kind = 'COPY' DO NOTHING";
    private static final String REQUIRE = """
            UPDATE versions v SET required_copies = n.required
              FROM json_to_recordset($1::json) AS n (id uuid, required integer)
             WHERE v.id = n.id AND v.required_copies <> n.required""";
    private static final String GO_ON = "UPDATE walk SET cursor = $2 WHERE placement = $1 AND cursor < $2";
    // A minute later every write of before the change has been committed or has seen the new zones.
    private static final String AROUND = """
            UPDATE walk SET cursor = $2, rounds = rounds + 1, due_at = clock_timestamp() + interval '1 minute'
             WHERE placement = $1 AND rounds < 2 AND due_at <= clock_timestamp()""";
    private static final String ONLY = """
            SELECT count(*) AS only FROM versions v
             WHERE v.state = 'COMMITTED' AND $1 = ANY (v.copy_zones)
               AND EXISTS (SELECT FROM unnest(v.copy_zones, v.copy_states) AS c (zone, state)
                            WHERE c.zone = $1 AND c.state <> 'CORRUPT')
               AND NOT EXISTS (SELECT FROM unnest(v.copy_zones, v.copy_states) AS c (zone, state)
                                WHERE c.zone <> $1 AND c.state = 'COMPLETE')""";
    // Zone by zone the arrays stay in step: they are taken apart and put together as one.
    private static final String STRIKE = """
            WITH page AS MATERIALIZED (
                SELECT id FROM versions WHERE id > $2 ORDER BY id LIMIT $3),
            struck AS (
                UPDATE versions v SET (copy_zones, copy_buckets, copy_keys, copy_versions, copy_stamps, copy_states,
                       copy_verified) = (
                       SELECT coalesce(array_agg(c.zone ORDER BY c.n), '{}'),
                              coalesce(array_agg(c.bucket ORDER BY c.n), '{}'),
                              coalesce(array_agg(c.key ORDER BY c.n), '{}'),
                              coalesce(array_agg(c.version ORDER BY c.n), '{}'),
                              coalesce(array_agg(c.stamp ORDER BY c.n), '{}'),
                              coalesce(array_agg(c.state ORDER BY c.n), '{}'),
                              coalesce(array_agg(c.verified ORDER BY c.n), '{}')
                         FROM unnest(v.copy_zones, v.copy_buckets, v.copy_keys, v.copy_versions, v.copy_stamps,
                              v.copy_states, v.copy_verified) WITH ORDINALITY
                              AS c (zone, bucket, key, version, stamp, state, verified, n)
                        WHERE c.zone <> $1)
                  FROM page
                 WHERE v.id = page.id AND $1 = ANY (v.copy_zones)
                   AND (v.state <> 'COMMITTED' OR EXISTS (
                        SELECT FROM unnest(v.copy_zones, v.copy_states) AS c (zone, state)
                         WHERE c.zone <> $1 AND c.state = 'COMPLETE')))
            SELECT id FROM page ORDER BY id DESC LIMIT 1""";

    private final Database database;
    private final TaskRows tasks;

    PostgresHoldings(Database database, TaskRows tasks) {
        this.database = database;
        this.tasks = tasks;
    }

    @Override
    public Mono<Set<ZoneCode>> zones() {
        return database.alone(session -> session.rows("SELECT DISTINCT zone FROM zone_buckets",
                row -> new ZoneCode(Rows.get(row, "zone", String.class)))).map(Set::copyOf);
    }

    @Override
    public Mono<Void> begin(String placement) {
        return database.alone(session -> session.run(BEGIN, placement, START)).then();
    }

    @Override
    public Mono<List<Holding>> next(String placement, int limit) {
        return database.alone(session -> session.rows(NEXT, PostgresHoldings::holding, placement, limit));
    }

    private static Holding holding(Readable row) {
        return new Holding(new VersionId(Rows.get(row, "id", UUID.class)),
                new BucketId(Rows.get(row, "bucket_id", UUID.class)),
                new BucketName(Rows.get(row, "bucket_name", String.class)),
                Rows.get(row, "required_copies", Integer.class),
                Stream.of(Rows.get(row, "held", String[].class)).map(ZoneCode::new).collect(Collectors.toSet()));
    }

    @Override
    public Mono<Void> settle(String placement, List<Holding> seen, List<Need> needs) {
        return seen.isEmpty()
                ? database.alone(session -> session.run(AROUND, placement, START)).then()
                : database.transaction(session -> owe(session, needs)
                        .then(session.run(GO_ON, placement, seen.getLast().version().value()))).then();
    }

    private Mono<Long> owe(Session session, List<Need> needs) {
        List<ObjectNode> owed = needs.stream()
                .flatMap(need -> need.owed()
                        .stream()
                        .map(zone -> tasks.owed(need.holding().bucketId(), need.holding().version(), zone)))
                .toList();
        List<ObjectNode> required = needs.stream()
                .map(need -> Json.object()
                        .put("id", need.holding().version().toString())
                        .put("required", need.required()))
                .toList();
        return session.run(REQUIRE, TaskRows.json(required)).then(session.run(OWE, TaskRows.json(owed)));
    }

    @Override
    public Mono<Long> onlyIn(ZoneCode zone) {
        return database.unhurried(session -> session.rows(ONLY, row -> Rows.get(row, "only", Long.class),
                zone.value())).map(List::getFirst);
    }

    @Override
    public Mono<Long> forget(ZoneCode zone) {
        return onlyIn(zone).flatMap(only -> only > 0
                ? Mono.just(only)
                : struckAfter(START, zone).then(rest(zone)).thenReturn(0L));
    }

    /** Page by page, so that nobody waits long for the rows. */
    private Mono<Void> struckAfter(UUID last, ZoneCode zone) {
        return strike(last, zone)
                .expand(page -> page.isEmpty() ? Mono.empty() : strike(page.getFirst(), zone))
                .then();
    }

    /** The last version of the page; none behind the end. */
    private Mono<List<UUID>> strike(UUID last, ZoneCode zone) {
        return database.unhurried(session -> session.rows(STRIKE, row -> Rows.get(row, "id", UUID.class), zone.value(),
                last, STRUCK_AT_ONCE));
    }

    private Mono<Void> rest(ZoneCode zone) {
        return database
                .transaction(session -> session.run("DELETE FROM tasks WHERE zone = $1", zone.value())
                        .then(session.run("DELETE FROM zone_buckets WHERE zone = $1", zone.value()))
                        .then(session.run("UPDATE walk SET cursor = $1, rounds = 0, due_at = clock_timestamp()",
                                START)))
                .then();
    }
}
