package dev.s3gateway.ledger.postgres;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.s3gateway.ledger.OperationsLog;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The operations log, a partition for each day. A cursor is the time and the number of the last entry shown. */
final class PostgresLog implements OperationsLog {

    private static final int DAYS_AHEAD = 3;
    private static final String DAY_PREFIX = "operations_log_d";
    private static final Instant END_OF_TIME = Instant.parse("9999-01-01T00:00:00Z");

    private static final String APPEND = """
            INSERT INTO operations_log (operation_type, bucket_name, object_key, zone_code, status_code,
                   bytes_transferred, response_time_ms, request_id, source_ip, caller, created_at)
            SELECT l.operation, l.bucket, l.key, l.zone, l.status, l.bytes, l.millis, l.request_id, l.source_ip, '', l.at
              FROM json_to_recordset($1::json) AS l (operation text, bucket text, key text, zone text, status integer,
                   bytes bigint, millis bigint, request_id text, source_ip text, at timestamptz)""";
    private static final String PAGE = """
            SELECT * FROM operations_log
             WHERE (created_at, id) < ($1, $2) AND created_at >= $3 AND created_at < $4
               AND ($5 = '' OR bucket_name = $5) AND ($6 = '' OR object_key = $6)
               AND ($7 = '' OR operation_type = $7) AND ($8 = '' OR zone_code = $8)
               AND ($9 = -1 OR status_code = $9)
             ORDER BY created_at DESC, id DESC LIMIT $10""";
    private static final String DAYS = """
            SELECT c.relname::text AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
             WHERE i.inhparent = 'operations_log'::regclass AND c.relname LIKE 'operations\\_log\\_d2%'""";

    private static final Place START = new Place(END_OF_TIME, Long.MAX_VALUE);

    /** What a cursor says. */
    private record Place(Instant at, long id) {

        static Optional<Place> parse(String cursor) {
            String[] parts = cursor.split(",", 2);
            try {
                return parts.length < 2
                        ? Optional.empty()
                        : Optional.of(new Place(Instant.parse(parts[0]), Long.parseLong(parts[1])));
            } catch (DateTimeParseException | NumberFormatException _) {
                return Optional.empty();
            }
        }
    }

    private record Row(long id, Entry entry) {
        String cursor() {
            return entry.at() + "," + id;
        }
    }

    private final Database database;

    PostgresLog(Database database) {
        this.database = database;
    }

    @Override
    public Mono<Void> append(List<Entry> entries) {
        return database.alone(session -> session.run(APPEND,
                TaskRows.json(entries.stream().map(PostgresLog::row).toList()))).then();
    }

    private static ObjectNode row(Entry entry) {
        return Json.object()
                .put("operation", entry.operation())
                .put("bucket", entry.bucket())
                .put("key", entry.key().map(PostgresLog::clean).orElse(null))
                .put("zone", entry.zone().orElse(null))
                .put("status", entry.status())
                .put("bytes", entry.bytes())
                .put("millis", entry.millis())
                .put("request_id", clean(entry.requestId()))
                .put("source_ip", clean(entry.sourceIp()))
                .put("at", entry.at().toString());
    }

    /** A refused request may have asked for anything; PostgreSQL's text has no NUL. */
    private static String clean(String text) {
        return text.replace('\0', '\uFFFD');
    }

    @Override
    public Mono<Page> page(Query query) {
        return query.cursor()
                .map(Place::parse)
                .orElse(Optional.of(START))
                .map(last -> page(query, last))
                .orElseGet(() -> Mono.just(new Page(List.of(), Optional.empty())));
    }

    private Mono<Page> page(Query query, Place last) {
        return database
                .alone(session -> session.rows(PAGE, PostgresLog::read, last.at(), last.id(),
                        query.since().orElse(Instant.EPOCH), query.until().orElse(END_OF_TIME),
                        query.bucket().orElse(""), query.key().orElse(""), query.operation().orElse(""),
                        query.zone().orElse(""), query.status().orElse(-1), query.limit() + 1))
                .map(rows -> page(rows, query.limit()));
    }

    private static Page page(List<Row> rows, int limit) {
        List<Row> shown = rows.subList(0, Math.min(limit, rows.size()));
        return new Page(shown.stream().map(Row::entry).toList(),
                rows.size() > shown.size() ? Optional.of(shown.getLast().cursor()) : Optional.empty());
    }

    private static Row read(Readable row) {
        return new Row(Rows.get(row, "id", Long.class),
                new Entry(Rows.get(row, "operation_type", String.class), Rows.get(row, "bucket_name", String.class),
                        Optional.ofNullable(row.get("object_key", String.class)),
                        Optional.ofNullable(row.get("zone_code", String.class)),
                        Rows.get(row, "status_code", Integer.class), Rows.get(row, "bytes_transferred", Long.class),
                        Rows.get(row, "response_time_ms", Long.class), Rows.get(row, "request_id", String.class),
                        Rows.get(row, "source_ip", String.class), Rows.get(row, "created_at", Instant.class)));
    }

    @Override
    public Mono<Integer> rotate(Duration retention) {
        return database.transaction(session -> session
                // One gateway at a time.
                .rows("SELECT clock_timestamp() AS now FROM schema_version WHERE version = 0 FOR UPDATE",
                        row -> LocalDate.ofInstant(Rows.get(row, "now", Instant.class), ZoneOffset.UTC))
                .map(List::getFirst)
                .flatMap(today -> days(session).flatMap(days -> makeRoom(session, today, days)
                        .then(Mono.defer(() -> drop(session, days, oldest(today, retention)))))));
    }

    private static LocalDate oldest(LocalDate today, Duration retention) {
        return today.minusDays(Math.min(retention.toDays(), ChronoUnit.DAYS.between(LocalDate.EPOCH, today)));
    }

    private static Mono<List<LocalDate>> days(Session session) {
        return session.rows(DAYS, row -> LocalDate.parse(
                Rows.get(row, "name", String.class).substring(DAY_PREFIX.length()).replace('_', '-')));
    }

    private static Mono<Void> makeRoom(Session session, LocalDate today, List<LocalDate> days) {
        return Flux.range(0, DAYS_AHEAD)
                .map(today::plusDays)
                .filter(day -> !days.contains(day))
                .concatMap(day -> make(session, day))
                .then();
    }

    /** Not where the default partition holds entries of that day: they stay where they are. */
    private static Mono<Long> make(Session session, LocalDate day) {
        return session.rows("SELECT true AS taken FROM operations_log_default WHERE created_at >= '" + day
                + " 00:00:00+00' LIMIT 1", _ -> true)
                .flatMap(taken -> taken.isEmpty()
                        ? session.run("CREATE TABLE " + table(day) + " PARTITION OF operations_log FOR VALUES FROM ('"
                                + day + " 00:00:00+00') TO ('" + day.plusDays(1) + " 00:00:00+00')")
                        : Mono.just(0L));
    }

    private static Mono<Integer> drop(Session session, List<LocalDate> days, LocalDate oldest) {
        List<LocalDate> gone = days.stream().filter(day -> day.isBefore(oldest)).toList();
        return Flux.fromIterable(gone)
                .concatMap(day -> session.run("DROP TABLE " + table(day)))
                .then(session.run("DELETE FROM operations_log_default WHERE created_at < $1",
                        oldest.atStartOfDay().toInstant(ZoneOffset.UTC)))
                .thenReturn(gone.size());
    }

    private static String table(LocalDate day) {
        return DAY_PREFIX + day.toString().replace('-', '_');
    }
}
