package dev.s3gateway.ledger.postgres;

import dev.s3gateway.ledger.Reports;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import reactor.core.publisher.Mono;

/** What operators ask, from the views that they may query themselves. A cursor is bucket, slash and key. */
final class PostgresReports implements Reports {

    private static final String PAGE = """
            SELECT * FROM (
                SELECT o.*, ARRAY(SELECT r.zone_code FROM object_replicas r
                                   WHERE r.version_id = o.version_id AND r.replica_status = 'complete'
                                   ORDER BY r.zone_code) AS zones
                  FROM objects o
                 WHERE (o.bucket_name, o.object_key) > ($1, $2)
                   AND ($3 = '' OR o.bucket_name = $3) AND ($4 = '' OR o.object_key = $4)) p
             WHERE ($5 = '' OR p.sync_status = $5) AND ($6 = '' OR $6 = ANY (p.zones))
             ORDER BY p.bucket_name, p.object_key LIMIT $7""";

    private final Database database;

    PostgresReports(Database database) {
        this.database = database;
    }

    @Override
    public Mono<Map<String, Long>> counts() {
        return database.alone(session -> session.rows(
                "SELECT sync_status, count(*) AS objects FROM objects GROUP BY sync_status",
                row -> Map.entry(Rows.get(row, "sync_status", String.class), Rows.get(row, "objects", Long.class))))
                .map(PostgresReports::byStatus);
    }

    private static Map<String, Long> byStatus(List<Map.Entry<String, Long>> rows) {
        Map<String, Long> counts = new TreeMap<>();
        rows.forEach(row -> counts.put(row.getKey(), row.getValue()));
        return counts;
    }

    @Override
    public Mono<Page> page(Query query) {
        String[] last = query.cursor().orElse("/").split("/", 2);
        return last.length < 2 ? Mono.just(new Page(List.of(), Optional.empty())) : page(query, last);
    }

    private Mono<Page> page(Query query, String[] last) {
        return database.alone(session -> session.rows(PAGE, PostgresReports::status, last[0], last[1],
                query.bucket().orElse(""), query.key().orElse(""), query.status().orElse(""),
                query.zone().orElse(""), query.limit() + 1))
                .map(rows -> page(rows, query.limit()));
    }

    private static Page page(List<ObjectStatus> rows, int limit) {
        List<ObjectStatus> shown = rows.subList(0, Math.min(limit, rows.size()));
        return new Page(List.copyOf(shown), rows.size() > shown.size()
                ? Optional.of(shown.getLast().bucket() + "/" + shown.getLast().key())
                : Optional.empty());
    }

    private static ObjectStatus status(Readable row) {
        return new ObjectStatus(Rows.get(row, "bucket_name", String.class), Rows.get(row, "object_key", String.class),
                Rows.get(row, "version_id", UUID.class).toString(), Rows.get(row, "size_bytes", Long.class),
                Rows.get(row, "etag", String.class), Rows.get(row, "required_replica_count", Integer.class),
                Rows.get(row, "current_replica_count", Integer.class), Rows.get(row, "sync_status", String.class),
                List.of(Rows.get(row, "zones", String[].class)), Rows.get(row, "created_at", Instant.class));
    }
}
