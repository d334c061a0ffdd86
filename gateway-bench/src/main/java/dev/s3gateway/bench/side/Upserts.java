package dev.s3gateway.bench.side;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Flux;

/** A PostgreSQL put to the plainest durable write there is: one row, one statement, one commit. */
public final class Upserts implements AutoCloseable {

    private static final String TABLE = """
            CREATE TABLE plain (bucket bigint, key text COLLATE "C", etag text, size bigint, at timestamptz,
                PRIMARY KEY (bucket, key))""";
    private static final String UPSERT = """
            INSERT INTO plain VALUES (1, $1, 'd41d8cd98f00b204e9800998ecf8427e', 4096, now())
            ON CONFLICT (bucket, key) DO UPDATE SET etag = excluded.etag, size = excluded.size, at = excluded.at""";

    private final Database database;
    private final int inFlight;
    private final AtomicLong number = new AtomicLong();

    private Upserts(Database database, int inFlight) {
        this.database = database;
        this.inFlight = inFlight;
    }

    public static Upserts start(Path place, int inFlight) {
        Database database = Database.start(place);
        database.run(TABLE, List.of()).block();
        return new Upserts(database, inFlight);
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
        }).flatMap(n -> database.run(UPSERT, List.of("k" + n)), inFlight).count().block();
        return rows == null ? 0 : rows;
    }

    /** CPU seconds of this database so far. */
    public double cpu() {
        return database.cpu();
    }

    @Override
    public void close() {
        database.close();
    }
}
