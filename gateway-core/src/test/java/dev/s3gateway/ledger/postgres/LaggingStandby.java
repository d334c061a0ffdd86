package dev.s3gateway.ledger.postgres;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.s3gateway.embedded.TestPostgres;
import dev.s3gateway.ledger.Ledger;
import dev.s3gateway.ledger.LedgerTable;
import dev.s3gateway.lifecycle.Background;
import dev.s3gateway.lifecycle.CrashPoints;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import reactor.netty.tcp.TcpResources;

/** A database whose standby has what it had when the standby was last up to date, and which may take its place. */
final class LaggingStandby implements LedgerTable.World {

    private static final String PRIMARY = "lost_commits";
    private static final String STANDBY = PRIMARY + "_standby";
    private static final String FORMER = PRIMARY + "_former";

    private final Database server = new Database(LedgerConfig.parse(TestPostgres.url()));
    private final LedgerConfig config = TestDatabase.empty(PRIMARY);
    private final List<PostgresLedger> processes = new ArrayList<>();

    LaggingStandby() {
        drop(STANDBY);
        drop(FORMER);
        process().start().block();
    }

    @Override
    public PostgresLedger process() {
        var ledger = new PostgresLedger(config, TcpResources.get(), LedgerTable.DELAYS,
                "gateway " + (processes.size() + 1),
                new Background(Duration.ofSeconds(5)), CrashPoints.NONE);
        processes.add(ledger);
        return ledger;
    }

    LedgerConfig config() {
        return config;
    }

    /** The standby is up to date now, and from now on it lags. */
    void lag() {
        disconnect(PRIMARY);
        run("CREATE DATABASE " + STANDBY + " TEMPLATE " + PRIMARY);
        run("ALTER DATABASE " + PRIMARY + " WITH ALLOW_CONNECTIONS true");
    }

    /** The primary dies, and the standby takes its place and its address. */
    void failOver() {
        become(STANDBY, FORMER);
    }

    /** The former primary is there again instead. */
    void failBack() {
        become(FORMER, STANDBY);
    }

    /** Every connection breaks, and the same database is there again. */
    void restart() {
        disconnect(PRIMARY);
        run("ALTER DATABASE " + PRIMARY + " WITH ALLOW_CONNECTIONS true");
    }

    /** As an operator makes it, or the guard of a full disk; after that every connection is a new one. */
    void readOnly(boolean readOnly) {
        run("ALTER DATABASE " + PRIMARY + " SET default_transaction_read_only = " + readOnly);
        restart();
    }

    private void become(String next, String former) {
        disconnect(PRIMARY);
        run("ALTER DATABASE " + PRIMARY + " RENAME TO " + former);
        run("ALTER DATABASE " + next + " RENAME TO " + PRIMARY);
        run("ALTER DATABASE " + PRIMARY + " WITH ALLOW_CONNECTIONS true");
    }

    private void disconnect(String database) {
        run("ALTER DATABASE " + database + " WITH ALLOW_CONNECTIONS false");
        while (Objects.requireNonNull(server.alone(session -> session.rows(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '" + database + "'",
                _ -> true)).block()).size() > 0) {
            Thread.onSpinWait();
        }
    }

    private void drop(String database) {
        run("DROP DATABASE IF EXISTS " + database + " WITH (FORCE)");
    }

    @CanIgnoreReturnValue
    private long run(String sql) {
        return Objects.requireNonNull(server.alone(session -> session.run(sql)).block());
    }

    @Override
    public void pass(Duration time) {
        throw new UnsupportedOperationException("time passes by itself here");
    }

    /** Asks the database as it is now. */
    <T> T now(String sql, Class<T> type) {
        Database asking = new Database(config);
        try {
            return Objects.requireNonNull(asking
                    .alone(session -> session.rows(sql, row -> Objects.requireNonNull(row.get(0, type))))
                    .block()).getFirst();
        } finally {
            asking.close().block();
        }
    }

    @CanIgnoreReturnValue
    long change(String sql) {
        Database asking = new Database(config);
        try {
            return Objects.requireNonNull(asking.alone(session -> session.run(sql)).block());
        } finally {
            asking.close().block();
        }
    }

    @Override
    public void close() {
        processes.forEach(ledger -> ledger.stop().block());
        drop(STANDBY);
        drop(FORMER);
        server.close().block();
    }

    static boolean renewed(Ledger ledger) {
        return Objects.requireNonNull(ledger.leases().renew().retry(3).block());
    }
}
