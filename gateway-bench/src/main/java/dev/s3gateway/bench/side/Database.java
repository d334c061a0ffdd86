package dev.s3gateway.bench.side;

import dev.s3gateway.embedded.EmbeddedConfig;
import dev.s3gateway.embedded.EmbeddedPostgres;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A PostgreSQL like the gateway's, started for the bench. */
public final class Database implements AutoCloseable {

    private static final int CONNECTIONS = 16;
    private final EmbeddedPostgres database;
    private final ConnectionPool pool;
    private final Set<Long> processes;

    private Database(EmbeddedPostgres database, ConnectionPool pool, Set<Long> processes) {
        this.database = database;
        this.pool = pool;
        this.processes = processes;
    }

    public static Database start(Path place) {
        Set<Long> before = descendants();
        EmbeddedPostgres database = new EmbeddedPostgres(place.resolve("postgres"), place.resolve("runtime"),
                new EmbeddedConfig(Optional.empty(), 0, Duration.ofMinutes(2), Duration.ofSeconds(20)));
        database.start().block();
        Set<Long> own = descendants();
        own.removeAll(before);
        String url = database.url().reveal().replace("postgresql://", "r2dbc:postgresql://");
        ConnectionPool pool = new ConnectionPool(ConnectionPoolConfiguration.builder(ConnectionFactories.get(url))
                .maxSize(CONNECTIONS)
                .build());
        return new Database(database, pool, own);
    }

    /** As DATABASE_URL names it. */
    public String url() {
        return database.url().reveal();
    }

    /** Completes with the number of rows that were written. */
    public Mono<Long> run(String sql, List<String> parameters) {
        Publisher<Long> rows = Mono.usingWhen(pool.create(), connection -> updated(connection, sql, parameters),
                Connection::close);
        return Mono.from(rows);
    }

    private static Mono<Long> updated(Connection connection, String sql, List<String> parameters) {
        var statement = connection.createStatement(sql);
        for (int i = 0; i < parameters.size(); i++) {
            statement.bind(i, parameters.get(i));
        }
        return Flux.from(statement.execute()).flatMap(result -> result.getRowsUpdated(), 1).last(0L);
    }

    /** CPU seconds of this database so far. */
    public double cpu() {
        return ProcessHandle.current()
                .descendants()
                .filter(this::isOurs)
                .mapToDouble(process -> Proc.cpuWithReaped(process.pid()))
                .sum();
    }

    /** A backend that was forked later belongs to the postmaster that was there from the beginning. */
    private boolean isOurs(ProcessHandle process) {
        return processes.contains(process.pid())
                || process.parent().map(parent -> processes.contains(parent.pid())).orElse(false);
    }

    private static Set<Long> descendants() {
        return ProcessHandle.current().descendants().map(ProcessHandle::pid).collect(Collectors.toSet());
    }

    @Override
    public void close() {
        pool.disposeLater().block();
        database.stop().block();
    }
}
