package dev.s3gateway.ledger.postgres;

import dev.s3gateway.backend.Capabilities;
import dev.s3gateway.backend.Traits;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.ledger.BucketId;
import dev.s3gateway.ledger.BucketMemory;
import dev.s3gateway.ledger.Probes;
import dev.s3gateway.object.BucketName;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import reactor.core.publisher.Mono;

/** Findings of probes in PostgreSQL. */
final class PostgresProbes implements Probes {

    // Whoever writes the row first has it: the other's condition fails once it sees that.
    private static final String CLAIM = """
            WITH due AS (
                SELECT z.bucket_id, z.zone FROM zone_buckets z
                  LEFT JOIN capabilities c ON c.bucket_id = z.bucket_id AND c.zone = z.zone
                 WHERE z.state = 'OPEN' AND NOT z.zone = ANY ($1)
                   AND (c.due_at IS NULL OR c.due_at <= clock_timestamp())
                 ORDER BY c.due_at NULLS FIRST LIMIT $2),
            claimed AS (
                INSERT INTO capabilities AS c (bucket_id, zone, due_at)
                SELECT bucket_id, zone, clock_timestamp() + $3 * interval '1 millisecond' FROM due
                ON CONFLICT (bucket_id, zone) DO UPDATE SET due_at = excluded.due_at
                 WHERE c.due_at <= clock_timestamp()
                RETURNING c.bucket_id, c.zone)
            SELECT z.bucket_id, z.zone, z.name AS zone_name, z.state, z.layout, z.traits, z.reason
              FROM claimed JOIN zone_buckets z USING (bucket_id, zone)""";
    private static final String KEEP = """
            INSERT INTO capabilities (bucket_id, zone, due_at, probed_at, found)
            SELECT bucket_id, zone, clock_timestamp() + $4 * interval '1 millisecond', $3, $5::json FROM zone_buckets
             WHERE bucket_id = $1 AND zone = $2 AND state = 'OPEN'
            ON CONFLICT (bucket_id, zone) DO UPDATE SET due_at = excluded.due_at, probed_at = excluded.probed_at,
                   found = excluded.found""";
    private static final String TELL = """
            UPDATE zone_buckets SET layout = $3, traits = $4::json
             WHERE bucket_id = $1 AND zone = $2 AND state = 'OPEN'""";
    private static final String IN = """
            SELECT b.name, z.zone, z.name AS zone_name, z.state, z.layout, z.traits, z.reason, c.probed_at, c.found
              FROM zone_buckets z JOIN buckets b ON b.id = z.bucket_id
              LEFT JOIN capabilities c ON c.bucket_id = z.bucket_id AND c.zone = z.zone
             WHERE z.zone = $1 AND z.state = 'OPEN' AND b.state = 'OPEN' AND b.name > $2
             ORDER BY b.name LIMIT $3""";

    private final Database database;
    private final BucketMemory memory;

    PostgresProbes(Database database, BucketMemory memory) {
        this.database = database;
        this.memory = memory;
    }

    @Override
    public Mono<List<Due>> claim(Set<ZoneCode> avoiding, int limit, Duration lease) {
        String[] zones = avoiding.stream().map(ZoneCode::value).toArray(String[]::new);
        return database.alone(session -> session.rows(CLAIM, PostgresProbes::due, zones, limit, lease.toMillis()));
    }

    private static Due due(Readable row) {
        return new Due(new BucketId(Rows.get(row, "bucket_id", UUID.class)),
                BucketRows.zone(Rows.get(row, "zone", String.class), row));
    }

    @Override
    public Mono<Void> keep(BucketId bucket, ZoneCode zone, Capabilities found, Duration untilNext) {
        Traits traits = Traits.of(found);
        return memory.changing(database.transaction(session -> session
                .run(KEEP, bucket.value(), zone.value(), found.probedAt(), untilNext.toMillis(),
                        Findings.json(found).toString())
                .then(session.run(TELL, bucket.value(), zone.value(), traits.layout().name(),
                        Findings.json(traits).toString()))))
                .then();
    }

    @Override
    public Mono<List<Row>> in(ZoneCode zone, String after, int limit) {
        return database.alone(session -> session.rows(IN, PostgresProbes::row, zone.value(), after, limit));
    }

    private static Row row(Readable row) {
        return new Row(new BucketName(Rows.get(row, "name", String.class)),
                BucketRows.zone(Rows.get(row, "zone", String.class), row),
                Optional.ofNullable(row.get("found", String.class))
                        .map(found -> Findings.capabilities(Rows.get(row, "probed_at", Instant.class),
                                Json.read(found))));
    }
}
