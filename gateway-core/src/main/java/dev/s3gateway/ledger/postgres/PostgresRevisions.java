package dev.s3gateway.ledger.postgres;

import dev.s3gateway.ledger.Revisions;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.UUID;
import reactor.core.publisher.Mono;

/** Revisions in PostgreSQL: one row, and what each lease says of itself. */
final class PostgresRevisions implements Revisions {

    private static final String ANNOUNCE = """
            INSERT INTO revisions (topic, number, digest) VALUES ('configuration', 1, $1)
            ON CONFLICT (topic) DO UPDATE SET digest = excluded.digest, number = revisions.number
                   + CASE WHEN revisions.digest = excluded.digest THEN 0 ELSE 1 END
            RETURNING number, digest""";
    private static final String NEWEST = """
            WITH noted AS (UPDATE leases SET revision = $2 WHERE id = $1 AND revision <> $2)
            SELECT number, digest FROM revisions WHERE topic = 'configuration'""";
    private static final String BEHIND = """
            SELECT process FROM leases WHERE expires_at > clock_timestamp() AND revision < $1 ORDER BY process""";

    private final Database database;
    private final HeldLease lease;

    PostgresRevisions(Database database, HeldLease lease) {
        this.database = database;
        this.lease = lease;
    }

    @Override
    public Mono<Revision> announce(String digest) {
        return database.alone(session -> session.rows(ANNOUNCE, PostgresRevisions::revision, digest))
                .map(List::getFirst);
    }

    @Override
    public Mono<Revision> newest(long loaded) {
        return Mono.defer(() -> {
            UUID holder = lease.id().orElse(new UUID(0, 0));
            return database.alone(session -> session.rows(NEWEST, PostgresRevisions::revision, holder, loaded));
        }).flatMap(rows -> Mono.justOrEmpty(rows.stream().findFirst()));
    }

    @Override
    public Mono<List<String>> behind(long number) {
        return database
                .alone(session -> session.rows(BEHIND, row -> Rows.get(row, "process", String.class), number));
    }

    private static Revision revision(Readable row) {
        return new Revision(Rows.get(row, "number", Long.class), Rows.get(row, "digest", String.class));
    }
}
