package dev.s3gateway.bench.side;

import dev.s3gateway.embedded.EmbeddedConfig;
import dev.s3gateway.embedded.EmbeddedPostgres;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A PostgreSQL like the gateway's, put to the plainest durable write there is: one row, one statement, one commit. */
public final class Upserts implements AutoCloseable {

    private static final String TABLE = """
            CREATE TABLE plain (bucket bigint, key text COLLATE "C", etag text, size bigint, at timestamptz,
                PRIMARY KEY (bucket, key))""";
    private static final String UPSERT = """
            INSERT INTO plain VALUES (1, $1, 'd41d8cd98f00b204e9800998ecf8427e', 4096, now())
            ON CONFLICT (bucket, key) DO UPDATE SET etag = excluded.etag, size = excluded.size, at = excluded.at""";

    private final EmbeddedPostgres database;
    private final ConnectionPool pool;
    private final int inFlight;
    private final Set<Long> processes;
    private final AtomicLong number = new AtomicLong();

    private Upserts(EmbeddedPostgres database, ConnectionPool pool, int inFlight, Set<Long> processes) {
        this.database = database;
        this.pool = pool;
        this.inFlight = inFlight;
        this.processes = processes;
    }

    public static Upserts start(Path place, int inFlight) throws IOException {
        Set<Long> before = descendants();
        EmbeddedPostgres database = new EmbeddedPostgres(place.resolve("postgres"), place.resolve("runtime"),
                new EmbeddedConfig(Optional.empty(), 0, Duration.ofMinutes(2), Duration.ofSeconds(20)));
        database.start().block();
        Set<Long> own = descendants();
        own.removeAll(before);
        String url = database.url().reveal().replace("postgresql://", "r2dbc:postgresql://");
        ConnectionPool pool = new ConnectionPool(ConnectionPoolConfiguration.builder(ConnectionFactories.get(url))
                .maxSize(16)
                .build());
        Upserts upserts = new Upserts(database, pool, inFlight, own);
        upserts.run(TABLE, List.of()).block();
        return upserts;
    }

    /** How many rows went in. */
    public long during(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        Long rows = Flux.<Long>generate(sink -> {
            if (System.nanoTime() < end) {
                sink.next(number.getAndIncrement());
            } else {
                sink.complete();
            }
        }).flatMap(n -> run(UPSERT, List.of("k" + n)).thenReturn(1L), inFlight).count().block();
        return rows == null ? 0 : rows;
    }

    private Mono<Void> run(String sql, List<String> parameters) {
        Publisher<?> rows = Mono.usingWhen(pool.create(), connection -> updated(connection, sql, parameters),
                Connection::close);
        return Mono.from(rows).then();
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
