package dev.s3gateway.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.s3gateway.ledger.Delays;
import dev.s3gateway.ledger.Ledger;
import dev.s3gateway.ledger.LedgerTable;
import dev.s3gateway.lifecycle.Background;
import dev.s3gateway.lifecycle.CrashPoints;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import reactor.core.publisher.Mono;
import reactor.netty.tcp.TcpResources;

/** A database of our own on the tests' server, emptied for each test; time passes by moving what is written in rows. */
final class PostgresWorld implements LedgerTable.World {

    // Apart from the class whose lambdas make it: another thread that runs one waits for the class to be initialised.
    private static final class Made {
        static final LedgerConfig CONFIG = TestDatabase.empty("ledger_contract");
    }

    private final Database database = new Database(Made.CONFIG);
    private final List<PostgresLedger> processes = new ArrayList<>();
    private final Delays delays;

    PostgresWorld() {
        this(LedgerTable.DELAYS);
    }

    PostgresWorld(Delays delays) {
        this.delays = delays;
        process(CrashPoints.NONE).start().block();
        run("TRUNCATE leases, intents, buckets, zone_buckets, heads, versions, tasks, operations_log, uploads, upload_parts, capabilities, errands, revisions");
    }

    @Override
    public Ledger process() {
        return process(CrashPoints.NONE);
    }

    PostgresLedger process(CrashPoints crash) {
        return process(Made.CONFIG, crash);
    }

    /** Where the database is for those who go there directly. */
    LedgerConfig config() {
        return Made.CONFIG;
    }

    PostgresLedger process(LedgerConfig config, CrashPoints crash) {
        PostgresLedger ledger = new PostgresLedger(config, TcpResources.get(), delays, "test",
                new Background(Duration.ofSeconds(5)),
                crash);
        processes.add(ledger);
        return ledger;
    }

    @CanIgnoreReturnValue
    long run(String sql) {
        return Objects.requireNonNull(database.alone(session -> session.run(sql)).block());
    }

    <T> List<T> column(String sql, Class<T> type) {
        return rows(sql, row -> Objects.requireNonNull(row.get(0, type)));
    }

    <T> List<T> rows(String sql, Function<Readable, T> row) {
        return Objects.requireNonNull(database.alone(session -> session.rows(sql, row)).block());
    }

    /** In a session of a transaction of our own. */
    <T> T within(Function<Session, Mono<T>> work) {
        return Objects.requireNonNull(database.transaction(work).block());
    }

    /** A transaction of somebody else's that does this and commits after {@code end}. */
    Mono<Long> inTransaction(String sql, Mono<Void> end) {
        return database.once(session -> session.run(sql).flatMap(rows -> end.thenReturn(rows)), Database::commit);
    }

    /** Returns when a transaction that is still open has written to this table. */
    void awaitLock(String relation) {
        awaitLock(relation, "RowExclusiveLock");
    }

    void awaitLock(String relation, String mode) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (column(
                "SELECT count(*) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation WHERE c.relname = '" + relation
                        + "' AND l.mode = '" + mode + "' AND l.granted",
                Long.class).getFirst() == 0) {
            assertThat(System.nanoTime()).as("no lock on " + relation).isLessThan(deadline);
        }
    }

    /** Returns when so many statements wait for locks of others. */
    void awaitWaiting(int statements) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (column("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                + " AND wait_event_type = 'Lock'", Long.class).getFirst() < statements) {
            assertThat(System.nanoTime()).as("statements that wait for the lock").isLessThan(deadline);
        }
    }

    /** The server ends every session of this database but the one that asks. */
    Mono<Void> terminateOthers() {
        return database.alone(session -> session.rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE datname = current_database() AND pid <> pg_backend_pid()", _ -> true)).then();
    }

    @Override
    public void pass(Duration time) {
        String interval = "interval '" + time.toMillis() + " milliseconds'";
        run("UPDATE tasks SET due_at = due_at - " + interval + ", claimed_until = claimed_until - " + interval);
        run("UPDATE uploads SET initiated_at = initiated_at - " + interval + ", ended_at = ended_at - " + interval);
        run("UPDATE capabilities SET due_at = due_at - " + interval);
        run("UPDATE errands SET claimed_until = claimed_until - " + interval);
        run("UPDATE walk SET due_at = due_at - " + interval);
        run("UPDATE leases SET expires_at = expires_at - " + interval);
        run("UPDATE versions SET last_modified = last_modified - " + interval + ", ended_at = ended_at - "
                + interval);
        run("UPDATE heads SET last_modified = last_modified - " + interval);
    }

    @Override
    public void close() {
        processes.forEach(ledger -> ledger.stop().block());
        database.close().block();
    }
}
