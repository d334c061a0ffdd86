package dev.s3gateway.ledger.postgres;

import dev.s3gateway.ledger.LedgerUnavailable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Brings the tables up to what this program expects. Migrations are numbered SQL resources, applied once, in order, by
 * whoever holds the lock of the first row of {@code schema_version}; one that was changed after it was applied refuses
 * the start.
 */
final class Schema {

    private static final int OLDEST_SERVER = 150000;
    private static final int MORE_CONNECTIONS = 2;
    private static final List<String> MIGRATIONS = List.of("001-ledger.sql", "002-ended-versions.sql",
            "003-uploads.sql", "004-capabilities.sql", "005-foreign.sql", "006-walk.sql", "007-revisions.sql",
            "008-installation.sql", "009-vacuum.sql", "010-lost-commits.sql", "011-fences.sql",
            "012-short-intents.sql", "013-vacuum-after-inserts.sql");

    private record Applied(int version, String checksum) {}

    private final Database database;
    private final List<String> scripts = MIGRATIONS.stream().map(Schema::resource).toList();

    Schema(Database database) {
        this.database = database;
    }

    Mono<Void> migrate() {
        return database.alone(Schema::requireServer)
                // The first connection is made while all else starts as well, and a database that was killed has work to do.
                .retryWhen(Retry.max(MORE_CONNECTIONS)
                        .filter(failure -> failure.getCause() != null && SqlFailures.isLate(failure.getCause()))
                        .onRetryExhaustedThrow((_, signal) -> signal.failure()))
                .then(Mono.defer(() -> database.alone(Schema::prepare)))
                .retryWhen(Retry.backoff(5, Duration.ofMillis(50))
                        .filter(failure -> failure.getCause() != null && SqlFailures.isMadeAlready(failure.getCause()))
                        .onRetryExhaustedThrow((_, signal) -> signal.failure()))
                .then(Mono.defer(() -> database.unhurried(this::apply)));
    }

    /** How the tables stand, in words; nothing is changed. Fails as {@link #migrate} would where that can be told. */
    Mono<String> standing() {
        return database.alone(Schema::requireServer)
                .then(Mono.defer(() -> database.alone(session -> session.rows("""
                        SELECT to_regclass('schema_version') IS NOT NULL AS made,
                               has_schema_privilege(current_schema(), 'CREATE') AS may_make""", Made::of))))
                .flatMap(made -> made.getFirst().tables()
                        ? database.alone(Schema::applied).flatMap(this::wordsFor)
                        : empty(made.getFirst().mayMake()));
    }

    private record Made(boolean tables, boolean mayMake) {
        static Made of(io.r2dbc.spi.Readable row) {
            return new Made(Rows.get(row, "made", Boolean.class), Rows.get(row, "may_make", Boolean.class));
        }
    }

    private static Mono<String> empty(boolean mayMake) {
        return mayMake
                ? Mono.just("empty; the first start makes the tables")
                : refused("the database is empty, and its user may not make tables in it");
    }

    private Mono<String> wordsFor(Map<Integer, String> applied) {
        return missing(applied).map(missing -> missing.isEmpty()
                ? "its tables are up to date"
                : "the next start brings its tables up to date, from " + applied.size() + " to " + MIGRATIONS.size());
    }

    private static Mono<Boolean> requireServer(Session session) {
        return session.rows("SELECT current_setting('server_version_num')::int AS version",
                row -> number(row.get("version", Integer.class)) >= OLDEST_SERVER)
                .flatMap(newEnough -> newEnough.getFirst()
                        ? Mono.just(true)
                        : refused("the database is older than PostgreSQL 15"));
    }

    private static Mono<Long> prepare(Session session) {
        return session.run("""
                CREATE TABLE IF NOT EXISTS schema_version (
                    version integer PRIMARY KEY, name text NOT NULL, checksum text NOT NULL,
                    applied_at timestamptz NOT NULL DEFAULT now())""")
                .then(session.run("""
                        INSERT INTO schema_version (version, name, checksum) VALUES (0, 'the lock of migrations', '')
                        ON CONFLICT DO NOTHING"""));
    }

    private Mono<Void> apply(Session session) {
        return session.rows("SELECT version FROM schema_version WHERE version = 0 FOR UPDATE", _ -> true)
                .then(Mono.defer(() -> applied(session)))
                .flatMap(this::missing)
                .flatMap(missing -> bringUp(session, missing));
    }

    private static Mono<Map<Integer, String>> applied(Session session) {
        return session.rows("SELECT version, checksum FROM schema_version WHERE version > 0",
                row -> new Applied(number(row.get("version", Integer.class)),
                        String.valueOf(row.get("checksum", String.class))))
                .map(applied -> applied.stream().collect(Collectors.toMap(Applied::version, Applied::checksum)));
    }

    private static Mono<Void> bringUp(Session session, Map<Integer, String> missing) {
        return Flux.fromIterable(missing.entrySet())
                .concatMap(step -> apply(session, step.getKey(), step.getValue()))
                .then(missing.isEmpty() ? Mono.empty() : session.run("ANALYZE").then());
    }

    /** What is still to be applied, in order; fails where the database is not one that we can bring up. */
    private Mono<Map<Integer, String>> missing(Map<Integer, String> applied) {
        int newest = applied.keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
        if (newest > MIGRATIONS.size()) {
            return refused("the database was written by a newer version of s3gateway (" + newest
                    + "); this one knows its tables up to " + MIGRATIONS.size());
        }
        Map<Integer, String> missing = new TreeMap<>();
        for (int version = 1; version <= MIGRATIONS.size(); version++) {
            String sql = scripts.get(version - 1);
            String known = applied.getOrDefault(version, checksum(sql));
            if (!known.equals(checksum(sql))) {
                return refused("the migration " + MIGRATIONS.get(version - 1)
                        + " is not the one that was applied to this database; it was changed afterwards,"
                        + " or the database belongs to another build of s3gateway");
            }
            if (!applied.containsKey(version)) {
                missing.put(version, sql);
            }
        }
        return Mono.just(missing);
    }

    private static Mono<Long> apply(Session session, int version, String sql) {
        return session.run(sql)
                .then(session.run("INSERT INTO schema_version (version, name, checksum) VALUES ($1, $2, $3)", version,
                        MIGRATIONS.get(version - 1), checksum(sql)));
    }

    private static <T> Mono<T> refused(String why) {
        return Mono.error(new LedgerUnavailable(why, null));
    }

    private static String resource(String name) {
        try (InputStream in = Schema.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("missing in this jar: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String checksum(String sql) {
        CRC32C crc = new CRC32C();
        crc.update(sql.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }

    private static int number(@org.jspecify.annotations.Nullable Integer value) {
        return value == null ? 0 : value;
    }
}
