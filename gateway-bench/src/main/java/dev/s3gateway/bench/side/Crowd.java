package dev.s3gateway.bench.side;

import java.util.List;

/**
 * Millions of keys, made inside the database: rows of the table that listing reads, as the gateway writes them. Its
 * indexes are built afterwards, and it is not logged: a crash is nobody's loss here.
 */
public final class Crowd {

    private static final long SLICE = 10_000_000;
    private final Database database;

    public Crowd(Database database) {
        this.database = database;
    }

    public void begin() {
        run("ALTER TABLE heads SET UNLOGGED");
        run("ALTER TABLE heads DROP CONSTRAINT heads_pkey");
        run("DROP INDEX heads_live");
    }

    /** Keys {@code d00042/k0000017} in this many directories, the same number in each. */
    public void keys(String bucket, int directories, long count) {
        long each = count / directories;
        String key = "'d' || lpad((i / %d)::text, 5, '0') || '/k' || lpad((i %% %d)::text, 7, '0')".formatted(each,
                each);
        rows(bucket, key, true, count);
    }

    /** Keys that sort before all of those, and were deleted. */
    public void deleted(String bucket, long count) {
        rows(bucket, "'a' || lpad(i::text, 9, '0')", false, count);
    }

    private void rows(String bucket, String key, boolean live, long count) {
        for (long from = 0; from < count; from += SLICE) {
            long to = Math.min(count, from + SLICE) - 1;
            run("""
                    INSERT INTO heads (bucket_id, key, sequence, live, version_id, size, etag, last_modified)
                    SELECT b.id, %s, 1, %s, b.id, 4096, 'd41d8cd98f00b204e9800998ecf8427e', now()
                      FROM buckets b, generate_series(%d::bigint, %d::bigint) i
                     WHERE b.name = '%s' AND b.state = 'OPEN'""".formatted(key, live, from, to, bucket));
            if (count >= SLICE) {
                System.err.println("bench:   " + (to + 1) + " of " + count + " rows in " + bucket);
            }
        }
    }

    public void end() {
        System.err.println("bench:   building the indexes");
        run("SET maintenance_work_mem = '1GB'; ALTER TABLE heads ADD PRIMARY KEY (bucket_id, key); "
                + "CREATE INDEX heads_live ON heads (bucket_id, key) WHERE live");
        // What autovacuum does in the course of time.
        run("VACUUM (ANALYZE) heads");
    }

    private void run(String sql) {
        database.run(sql, List.of()).block();
    }
}
