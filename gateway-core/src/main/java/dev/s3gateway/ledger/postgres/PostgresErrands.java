package dev.s3gateway.ledger.postgres;

import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.ledger.Errand;
import dev.s3gateway.ledger.Errands;
import dev.s3gateway.ledger.Tally;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/** Long work in PostgreSQL: one row for each errand. */
final class PostgresErrands implements Errands {

    private static final String COLUMNS = """
            e.id, e.epoch, e.kind, e.subject, e.zones, e.dry_run, e.state, e.cursor, e.tally, e.begun_at, e.touched_at,
            e.reason""";
    private static final String BEGIN = """
            INSERT INTO errands AS e (id, kind, subject, zones, dry_run, state, cursor, tally, begun_at, touched_at)
            VALUES ($1, $2, $3, $4, $5, 'RUNNING', '', '{0,0,0,0,0}', clock_timestamp(), clock_timestamp())
            ON CONFLICT (kind, subject) WHERE state = 'RUNNING' DO UPDATE SET subject = excluded.subject
            RETURNING\s""" + COLUMNS;
    private static final String CLAIM = """
            UPDATE errands e SET epoch = e.epoch + 1,
                   claimed_until = clock_timestamp() + $2 * interval '1 millisecond'
              FROM (SELECT id FROM errands
                     WHERE kind = $1 AND state = 'RUNNING'
                       AND (claimed_until IS NULL OR claimed_until <= clock_timestamp())
                     ORDER BY touched_at LIMIT 1 FOR UPDATE SKIP LOCKED) c
             WHERE e.id = c.id
            RETURNING\s""" + COLUMNS;
    private static final String ADVANCE = """
            UPDATE errands SET cursor = $3, tally = $4, reason = nullif($5, ''), state = $6, claimed_until = NULL,
                   touched_at = clock_timestamp()
             WHERE id = $1 AND epoch = $2 AND state = 'RUNNING'""";
    private static final String CANCEL = """
            UPDATE errands SET state = 'CANCELLED', touched_at = clock_timestamp() WHERE id = $1 AND state = 'RUNNING'""";
    private static final String FIND = "SELECT " + COLUMNS + " FROM errands e WHERE e.id = $1";
    private static final String LATEST = "SELECT " + COLUMNS
            + " FROM errands e WHERE e.kind = $1 ORDER BY e.begun_at DESC, e.id LIMIT $2";

    private final Database database;
    private final Ids ids = new Ids();

    PostgresErrands(Database database) {
        this.database = database;
    }

    @Override
    public Mono<Errand> begin(Errand.Kind kind, String subject, List<ZoneCode> zones, boolean dryRun) {
        return Mono.defer(() -> one(BEGIN, ids.next(), kind.name(), subject,
                zones.stream().map(ZoneCode::value).toArray(String[]::new), dryRun));
    }

    @Override
    public Mono<Errand> claim(Errand.Kind kind, Duration lease) {
        return one(CLAIM, kind.name(), lease.toMillis());
    }

    @Override
    public Mono<Boolean> advance(Errand claimed, String cursor, Tally tally, Optional<String> reason) {
        return move(claimed, cursor, tally, reason, Errand.State.RUNNING);
    }

    @Override
    public Mono<Boolean> done(Errand claimed, Tally tally, Optional<String> reason) {
        return move(claimed, "", tally, reason, Errand.State.DONE);
    }

    private Mono<Boolean> move(Errand claimed, String cursor, Tally tally, Optional<String> reason,
            Errand.State state) {
        return database.transaction(session -> session.run(ADVANCE, claimed.id(), claimed.epoch(), cursor,
                numbers(tally), reason.orElse(""), state.name())).map(rows -> rows == 1);
    }

    @Override
    public Mono<Boolean> cancel(UUID id) {
        return database.transaction(session -> session.run(CANCEL, id)).map(rows -> rows == 1);
    }

    @Override
    public Mono<Errand> find(UUID id) {
        return one(FIND, id);
    }

    @Override
    public Mono<List<Errand>> latest(Errand.Kind kind, int limit) {
        return database.alone(session -> session.rows(LATEST, PostgresErrands::errand, kind.name(), limit));
    }

    private Mono<Errand> one(String sql, Object... parameters) {
        return database.transaction(session -> session.rows(sql, PostgresErrands::errand, parameters))
                .flatMap(rows -> Mono.justOrEmpty(rows.stream().findFirst()));
    }

    private static Errand errand(Readable row) {
        return new Errand(Rows.get(row, "id", UUID.class), Rows.get(row, "epoch", Long.class),
                Errand.Kind.valueOf(Rows.get(row, "kind", String.class)), Rows.get(row, "subject", String.class),
                Stream.of(Rows.get(row, "zones", String[].class)).map(ZoneCode::new).toList(),
                Rows.get(row, "dry_run", Boolean.class), Errand.State.valueOf(Rows.get(row, "state", String.class)),
                Rows.get(row, "cursor", String.class), tally(Rows.get(row, "tally", Long[].class)),
                Rows.get(row, "begun_at", Instant.class), Rows.get(row, "touched_at", Instant.class),
                Optional.ofNullable(row.get("reason", String.class)));
    }

    private static Long[] numbers(Tally tally) {
        return new Long[]{tally.seen(), tally.done(), tally.skipped(), tally.failed(), tally.bytes()};
    }

    private static Tally tally(Long[] numbers) {
        return new Tally(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
    }
}
