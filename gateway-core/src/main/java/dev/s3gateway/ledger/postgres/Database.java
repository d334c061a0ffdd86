package dev.s3gateway.ledger.postgres;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.client.SSLMode;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import io.r2dbc.spi.Wrapped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpResources;
import reactor.util.retry.Retry;

/** Connections, transactions and statements; every failure leaves here as a {@code LedgerUnavailable}. */
final class Database {

    /** A connection of the pool: a server that does not answer at all is given up, statement by statement. */
    private record Lent(Connection connection, Duration patience) implements Session {
        @Override
        public Statement statement(String sql) {
            return connection.createStatement(sql);
        }

        @Override
        public <T> Mono<T> watched(Mono<T> answer) {
            return answer.timeout(patience);
        }
    }

    private static final int RACES = 8;
    private static final String BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED";
    // Of a host that died without a word the server would keep the locks until TCP gives up, for hours.
    private static final List<String> TIMES = List.of("lock_timeout = %1$d", "statement_timeout = %2$d",
            "idle_in_transaction_session_timeout = %3$d");
    // Plans are pinned to the primary keys: a plan made while a table was small must not stay when it has grown.
    private static final List<String> PLANS = List.of("enable_seqscan = off", "enable_hashjoin = off",
            "enable_mergejoin = off");
    // A batch costs more to plan than to do, and its plan does not depend on what is in it.
    private static final String ONE_PLAN = "jit = off; SET plan_cache_mode = force_generic_plan";
    private static final String UNHURRIED = BEGIN + set("SET LOCAL ", TIMES).formatted(0, 0, 0);

    private final ConnectionPool pool;
    private final Lines lines;
    private final Duration acquiring;
    private final Doorkeeper door;
    private final String begin;
    private final Duration patience;

    Database(LedgerConfig config) {
        this(config, TcpResources.get(), Doorkeeper.NONE);
    }

    Database(LedgerConfig config, LoopResources loops, Doorkeeper door) {
        this.door = door;
        this.acquiring = config.connectTimeout();
        var server = new Greeted(new PostgresqlConnectionFactory(connections(config, loops)), this::greet);
        this.pool = new ConnectionPool(ConnectionPoolConfiguration.builder(server)
                .maxSize(config.pool())
                .initialSize(0)
                .maxIdleTime(Duration.ofMinutes(10))
                .maxAcquireTime(config.connectTimeout())
                .maxCreateConnectionTime(config.connectTimeout())
                .acquireRetry(config.pool())
                .build());
        long statement = config.statementTimeout().toMillis();
        String times = set("SET LOCAL ", TIMES).formatted(config.lockTimeout().toMillis(), statement, 2 * statement);
        this.begin = BEGIN + times + set("SET LOCAL ", PLANS);
        // The server's own time-out answers first; this one is for a server that does not answer at all.
        this.patience = config.statementTimeout().plusSeconds(1);
        String once = times.replace("LOCAL ", "") + set("SET ", PLANS) + "; SET " + ONE_PLAN;
        Duration connect = config.connectTimeout();
        this.lines = new Lines(Mono.from(server.create())
                .timeout(connect)
                .flatMap(connection -> Line.open(connection, once.substring(2), connect)), patience, System::nanoTime);
    }

    private Mono<Void> greet(Connection fresh) {
        return door.meet(new Lent(fresh, patience));
    }

    private static String set(String how, List<String> settings) {
        return settings.stream().map(setting -> "; " + how + setting).collect(Collectors.joining());
    }

    private static PostgresqlConnectionConfiguration connections(LedgerConfig config, LoopResources loops) {
        var builder = PostgresqlConnectionConfiguration.builder()
                .database(config.database())
                .username(config.user())
                .password(config.password().reveal())
                .connectTimeout(config.connectTimeout())
                .applicationName("s3gateway")
                // As text each time takes more to read than the rest of its row.
                .forceBinary(true)
                .loopResources(loops)
                .tcpKeepAlive(true);
        config.socket()
                .ifPresentOrElse(path -> builder.socket(path + "/.s.PGSQL." + config.port()),
                        () -> builder.host(config.host()).port(config.port()).sslMode(mode(config.ssl())));
        config.rootCert().ifPresent(cert -> builder.sslRootCert(cert.toString()));
        return builder.build();
    }

    private static SSLMode mode(LedgerConfig.Ssl ssl) {
        return switch (ssl) {
            case DISABLE -> SSLMode.DISABLE;
            case PREFER -> SSLMode.PREFER;
            case REQUIRE -> SSLMode.REQUIRE;
            case VERIFY_CA -> SSLMode.VERIFY_CA;
            case VERIFY_FULL -> SSLMode.VERIFY_FULL;
        };
    }

    /**
     * One statement of a batch on its own, made again where it lost a race. On a connection that is kept: its text must
     * always be the same.
     */
    <T> Mono<T> batch(Function<Session, Mono<T>> work) {
        return again(lines.with(work));
    }

    /** The same for a statement that writes; refused while nothing is written. */
    <T> Mono<T> batchWrite(Function<Session, Mono<T>> work) {
        return again(batchOnce(work));
    }

    /**
     * One try of a batch's transaction, which work ends by itself. Its failures are the driver's, or a time-out. Refused
     * while nothing is written.
     */
    <T> Mono<T> batchOnce(Function<Session, Mono<T>> work) {
        return lines.with(session -> {
            // The connection may be the first to a database that has lost something.
            door.requireWrites();
            return work.apply(session);
        });
    }

    /** One statement on its own, made again where it lost a race. */
    <T> Mono<T> alone(Function<Session, Mono<T>> work) {
        return again(Mono.usingWhen(connection(), connection -> work.apply(new Lent(connection, patience)),
                Connection::close, (connection, _) -> undo(connection), Database::undo));
    }

    /**
     * A transaction, made again where it lost a race. Not for work whose COMMIT may not be repeated. Refused while nothing
     * is written.
     */
    <T> Mono<T> transaction(Function<Session, Mono<T>> work) {
        return again(Mono.defer(() -> once(work, Database::commit)));
    }

    /** A transaction that takes as long as it takes, and waits as long for others: no time-out applies. */
    <T> Mono<T> unhurried(Function<Session, Mono<T>> work) {
        return again(Mono.defer(() -> once(UNHURRIED, Duration.ofDays(1), work, Database::commit)));
    }

    private static <T> Mono<T> again(Mono<T> work) {
        return work
                .retryWhen(Retry.backoff(RACES, Duration.ofMillis(5))
                        .filter(SqlFailures::isLostRace)
                        .onRetryExhaustedThrow((_, signal) -> signal.failure()))
                .onErrorMap(SqlFailures::translate);
    }

    /** One try of a transaction that ends in {@code commit}. Its failures are the driver's. Refused while nothing is written. */
    <T> Mono<T> once(Function<Session, Mono<T>> work, Function<Session, Mono<Void>> commit) {
        return once(begin, patience, session -> {
            door.requireWrites();
            return work.apply(session);
        }, commit);
    }

    /** The pool's own time-out is for each of its tries, of which it makes as many as it has connections. */
    private Mono<? extends Connection> connection() {
        return pool.create().timeout(acquiring);
    }

    private <T> Mono<T> once(String start, Duration wait, Function<Session, Mono<T>> work,
            Function<Session, Mono<Void>> commit) {
        return Mono.usingWhen(connection(), connection -> {
            Session session = new Lent(connection, wait);
            return session.run(start)
                    .then(Mono.defer(() -> work.apply(session)))
                    // Work without a result is committed as well: an open transaction must not go back to the pool.
                    .map(Optional::of)
                    .defaultIfEmpty(Optional.empty())
                    .flatMap(result -> commit.apply(session).then(Mono.justOrEmpty(result)));
        }, Connection::close, (connection, _) -> undo(connection), Database::undo);
    }

    static Mono<Void> begin(Session session) {
        return session.run(BEGIN).then();
    }

    static Mono<Void> commit(Session session) {
        return session.run("COMMIT").then();
    }

    private static Mono<Void> undo(Connection connection) {
        // Also where there is nothing to undo: what does not answer this must not be given to anybody else.
        return Flux.from(connection.createStatement("ROLLBACK").execute())
                .concatMap(Result::getRowsUpdated)
                .timeout(Duration.ofSeconds(2))
                .then()
                .onErrorResume(_ -> dropped(connection))
                .then(Mono.defer(() -> Mono.from(connection.close())));
    }

    /** Ends the connection that the pool lent us: the server undoes by itself, and the pool makes another. */
    private static Mono<Void> dropped(Connection lent) {
        return lent instanceof Wrapped<?> pooled && pooled.unwrap() instanceof Connection own
                ? Mono.from(own.close()).timeout(Duration.ofSeconds(2)).onErrorComplete()
                : Mono.empty();
    }

    Mono<Void> close() {
        return pool.disposeLater().then(lines.close());
    }

    /** Connections in use. */
    int busy() {
        return pool.getMetrics().map(metrics -> metrics.acquiredSize()).orElse(0) + lines.busy();
    }
}
