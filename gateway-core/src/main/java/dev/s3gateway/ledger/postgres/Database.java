package dev.s3gateway.ledger.postgres;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.client.SSLMode;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import io.r2dbc.spi.Wrapped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Connections, transactions and statements; every failure leaves here as a {@code LedgerUnavailable}. */
final class Database {

    /** Somewhere between the first statement and the answer to COMMIT. */
    record Session(Connection connection, Duration patience) {

        /** The rows of a statement. Parameters are {@code $1} and so on. */
        <T> Mono<List<T>> rows(String sql, Function<Readable, T> row, Object... parameters) {
            return Flux.from(bound(sql, parameters).execute())
                    .concatMap(result -> result.map(row))
                    .collectList()
                    .timeout(patience);
        }

        /** How many rows a statement touched. */
        Mono<Long> run(String sql, Object... parameters) {
            return Flux.from(bound(sql, parameters).execute())
                    .concatMap(Result::getRowsUpdated)
                    .reduce(0L, Long::sum)
                    .timeout(patience);
        }

        private Statement bound(String sql, Object... parameters) {
            Statement statement = connection.createStatement(sql);
            for (int i = 0; i < parameters.length; i++) {
                statement = statement.bind(i, parameters[i]);
            }
            return statement;
        }
    }

    private static final int RACES = 8;
    private static final String BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = %d;"
            + " SET LOCAL statement_timeout = %d";
    private static final String UNHURRIED = BEGIN.formatted(0, 0);

    private final ConnectionPool pool;
    private final Doorkeeper door;
    private final String begin;
    private final Duration patience;

    Database(LedgerConfig config) {
        this(config, Doorkeeper.NONE);
    }

    Database(LedgerConfig config, Doorkeeper door) {
        this.door = door;
        this.pool = new ConnectionPool(ConnectionPoolConfiguration
                .builder(new Greeted(new PostgresqlConnectionFactory(connections(config)), this::greet))
                .maxSize(config.pool())
                .initialSize(0)
                .maxIdleTime(Duration.ofMinutes(10))
                .maxAcquireTime(config.connectTimeout())
                .maxCreateConnectionTime(config.connectTimeout())
                .acquireRetry(config.pool())
                .build());
        // Plans are pinned to the primary keys: a plan made while a table was small must not stay when it has grown.
        this.begin = BEGIN.formatted(config.lockTimeout().toMillis(), config.statementTimeout().toMillis())
                // Of a host that died without a word the server would keep the locks until TCP gives up, for hours.
                + "; SET LOCAL idle_in_transaction_session_timeout = "
                + config.statementTimeout().multipliedBy(2).toMillis()
                + "; SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off";
        // The server's own time-out answers first; this one is for a server that does not answer at all.
        this.patience = config.statementTimeout().plusSeconds(1);
    }

    private Mono<Void> greet(Connection fresh) {
        return door.meet(new Session(fresh, patience));
    }

    private static PostgresqlConnectionConfiguration connections(LedgerConfig config) {
        var builder = PostgresqlConnectionConfiguration.builder()
                .database(config.database())
                .username(config.user())
                .password(config.password().reveal())
                .connectTimeout(config.connectTimeout())
                .applicationName("s3gateway")
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

    /** One statement on its own, made again where it lost a race. */
    <T> Mono<T> alone(Function<Session, Mono<T>> work) {
        return again(Mono.usingWhen(pool.create(), connection -> work.apply(new Session(connection, patience)),
                Connection::close, (connection, _) -> undo(connection), Database::undo));
    }

    /** One statement on its own that writes; refused while nothing is written. */
    <T> Mono<T> write(Function<Session, Mono<T>> work) {
        return alone(session -> {
            door.requireWrites();
            return work.apply(session);
        });
    }

    /** A transaction, made again where it lost a race. Not for work whose COMMIT may not be repeated. Refused while nothing is written. */
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
            // The connection may be the first to a database that has lost something.
            door.requireWrites();
            return work.apply(session);
        }, commit);
    }

    private <T> Mono<T> once(String start, Duration wait, Function<Session, Mono<T>> work,
            Function<Session, Mono<Void>> commit) {
        return Mono.usingWhen(pool.create(), connection -> {
            Session session = new Session(connection, wait);
            return session.run(start)
                    .then(Mono.defer(() -> work.apply(session)))
                    // Work without a result is committed as well: an open transaction must not go back to the pool.
                    .map(Optional::of)
                    .defaultIfEmpty(Optional.empty())
                    .flatMap(result -> commit.apply(session).then(Mono.justOrEmpty(result)));
        }, Connection::close, (connection, _) -> undo(connection), Database::undo);
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
        return pool.disposeLater();
    }

    /** Connections in use. */
    int busy() {
        return pool.getMetrics().map(metrics -> metrics.acquiredSize()).orElse(0);
    }
}
