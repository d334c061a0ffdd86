package dev.s3gateway.ledger.postgres;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.ledger.BucketMemory;
import dev.s3gateway.ledger.Task;
import dev.s3gateway.ledger.Tasks;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import reactor.core.publisher.Mono;

/** The queue in PostgreSQL. */
final class PostgresTasks implements Tasks {

    private static final String CLAIM = """
            UPDATE tasks t SET epoch = t.epoch + 1,
                   claimed_until = clock_timestamp() + $4 * interval '1 millisecond',
                   due_at = clock_timestamp() + $4 * interval '1 millisecond'
              FROM (SELECT id FROM tasks d
                     WHERE kind = $1 AND due_at <= clock_timestamp() AND zone = ANY ($2)
                       AND NOT EXISTS (SELECT FROM ledger_state WHERE lost_at IS NOT NULL)
                       AND ($1 <> 'DROP_BUCKET' OR NOT EXISTS (
                            SELECT FROM tasks p WHERE p.kind = 'PURGE' AND p.bucket_id = d.bucket_id
                               AND p.zone = d.zone))
                     ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED) due
             WHERE t.id = due.id
            RETURNING\s""" + Rows.TASK;
    private static final String RENEW = """
            UPDATE tasks SET claimed_until = clock_timestamp() + $3 * interval '1 millisecond',
                   due_at = clock_timestamp() + $3 * interval '1 millisecond'
             WHERE id = $1 AND epoch = $2""";
    private static final String DONE = "DELETE FROM tasks t WHERE t.id = $1 AND t.epoch = $2";
    private static final String RETRY = """
            UPDATE tasks SET due_at = clock_timestamp() + $3 * interval '1 millisecond', claimed_until = NULL,
                   tries = tries + 1, reason = $4
             WHERE id = $1 AND epoch = $2""";
    private static final String OURS = "SELECT id FROM tasks WHERE id = $1 AND epoch = $2";
    private static final String STATE = "SELECT incarnation, lost FROM ledger_state";

    // The bucket that now lies where a deleted one is being removed.
    private static final String SUCCESSOR = """
            SELECT z.bucket_id FROM zone_buckets old
              JOIN zone_buckets z ON z.zone = old.zone AND z.name = old.name AND z.bucket_id <> old.bucket_id
              JOIN buckets b ON b.id = z.bucket_id AND b.state = 'OPEN'
             WHERE old.bucket_id = $1 AND old.zone = $2""";
    private static final String MAKE_AGAIN = """
            WITH successor AS (%s),
            again AS (
                UPDATE zone_buckets z SET state = 'PENDING' FROM successor s
                 WHERE z.bucket_id = s.bucket_id AND z.zone = $2)
            INSERT INTO tasks (kind, zone, bucket_id, due_at)
            SELECT 'MAKE_BUCKET', $2, s.bucket_id, clock_timestamp() FROM successor s
            ON CONFLICT (bucket_id, zone, kind) WHERE kind IN ('MAKE_BUCKET', 'DROP_BUCKET') DO NOTHING"""
            .formatted(SUCCESSOR);

    private final Database database;
    private final Copies copies;
    private final BucketMemory memory;

    PostgresTasks(Database database, Copies copies, BucketMemory memory) {
        this.database = database;
        this.copies = copies;
        this.memory = memory;
    }

    @Override
    public Mono<List<Task>> claim(Task.Kind kind, Set<ZoneCode> among, int limit, Duration lease) {
        String[] zones = among.stream().map(ZoneCode::value).toArray(String[]::new);
        return database.alone(
                session -> session.rows(CLAIM, Rows::task, kind.name(), zones, limit, lease.toMillis()));
    }

    @Override
    public Mono<Boolean> renew(Task task, Duration lease) {
        return database.alone(session -> session.run(RENEW, task.id(), task.epoch(), lease.toMillis()))
                .map(touched -> touched == 1);
    }

    @Override
    public Mono<Boolean> done(Task task) {
        return task.kind() == Task.Kind.DROP_BUCKET
                ? memory.changing(database.transaction(session -> remove(session, task)
                        .flatMap(ours -> ours ? dropped(session, task).thenReturn(true) : Mono.just(false))))
                : database.alone(session -> remove(session, task));
    }

    private static Mono<Boolean> remove(Session session, Task task) {
        return session.run(DONE, task.id(), task.epoch()).map(touched -> touched == 1);
    }

    /** The zone bucket is gone. Whoever has been mapped to it meanwhile must make it again. */
    private static Mono<Long> dropped(Session session, Task task) {
        return session.run(MAKE_AGAIN, task.bucket().value(), task.zone().value())
                .then(session.run("DELETE FROM zone_buckets WHERE bucket_id = $1 AND zone = $2", task.bucket().value(),
                        task.zone().value()));
    }

    @Override
    public Mono<Void> retry(Task task, Duration delay, String reason) {
        return database
                .alone(session -> session.run(RETRY, task.id(), task.epoch(), delay.toMillis(),
                        reason.replace("\0", "")))
                .then();
    }

    @Override
    public Mono<Boolean> mayPurge(Task task) {
        return database.transaction(session -> session.rows(OURS, _ -> true, task.id(), task.epoch())
                .flatMap(ours -> ours.isEmpty() ? Mono.just(false) : mayTouch(session, task)));
    }

    private Mono<Boolean> mayTouch(Session session, Task task) {
        Optional<Locator> place = task.locator();
        if (task.kind() == Task.Kind.DROP_BUCKET) {
            return session.rows(SUCCESSOR, _ -> true, task.bucket().value(), task.zone().value()).map(List::isEmpty);
        }
        if (task.kind() != Task.Kind.PURGE || place.isEmpty()) {
            return Mono.just(false);
        }
        return session.rows(STATE, Faith.State::of).map(List::getFirst).flatMap(state -> {
            state.requireWrites();
            // After a restore nobody knows what became of things stamped before it. What was taken in bears no stamp of
            // any ledger; it is removed only while it is what was read then.
            return place.get().stamp().isNone() || state.incarnation() == place.get().stamp().incarnation()
                    ? copies.isRefuse(session, place.get())
                    : Mono.just(false);
        });
    }

    @Override
    public Mono<Void> verified(Task task, boolean sound) {
        return database.transaction(session -> session.rows(OURS, _ -> true, task.id(), task.epoch())
                .flatMap(ours -> ours.isEmpty() ? Mono.just(false) : found(session, task, sound))).then();
    }

    private Mono<Boolean> found(Session session, Task task, boolean sound) {
        return Mono.justOrEmpty(task.version())
                .flatMap(version -> copies.verified(session, version, task.locator().orElseThrow(), sound))
                .then(Mono.defer(() -> remove(session, task)));
    }

    @Override
    public Mono<Map<Task.Kind, Long>> waiting() {
        return database.alone(session -> session.rows("SELECT kind, count(*) AS waiting FROM tasks GROUP BY kind",
                row -> Map.entry(Task.Kind.valueOf(Rows.get(row, "kind", String.class)),
                        Rows.get(row, "waiting", Long.class))))
                .map(PostgresTasks::byKind);
    }

    private static Map<Task.Kind, Long> byKind(List<Map.Entry<Task.Kind, Long>> rows) {
        Map<Task.Kind, Long> counts = new EnumMap<>(Task.Kind.class);
        rows.forEach(row -> counts.put(row.getKey(), row.getValue()));
        return counts;
    }
}
