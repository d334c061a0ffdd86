package dev.s3gateway.ledger.postgres;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.s3gateway.ledger.Commit;
import dev.s3gateway.ledger.CommitResult;
import dev.s3gateway.ledger.RemoveResult;
import dev.s3gateway.ledger.postgres.GroupCommit.Outcome;
import dev.s3gateway.ledger.postgres.Mutation.Decision;
import dev.s3gateway.ledger.postgres.Mutation.HeadKey;
import dev.s3gateway.ledger.postgres.Mutation.Put;
import dev.s3gateway.ledger.postgres.PlainStatement.Taken;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Finds out whether a batch took effect whose COMMIT was never answered. */
final class UnknownOutcomes {

    private static final String EFFECTS = """
            SELECT id FROM versions WHERE id = ANY ($1)
            UNION ALL
            SELECT ended_by FROM versions WHERE id = ANY ($2) AND ended_by IS NOT NULL""";

    private static final String TAKEN = "SELECT id, sequence, last_modified FROM versions WHERE id = ANY ($1)";

    private final Database database;
    private final Journal journal;
    private final TaskRows tasks;

    UnknownOutcomes(Database database, Journal journal, TaskRows tasks) {
        this.database = database;
        this.journal = journal;
        this.tasks = tasks;
    }

    /**
     * The heads are locked once more (a key's first one is made, to wait for its maker): then the transaction whose end we
     * do not know has ended. What it wrote tells which. What did not happen goes into the next batch, but for refusals:
     * these may have happened, and what was said to be refuse then must not become a version now.
     */
    Mono<List<Outcome<Decision>>> readAgain(List<Mutation> batch, List<Outcome<Decision>> planned) {
        List<HeadKey> keys = batch.stream().map(Mutation::head).sorted().distinct().toList();
        Set<HeadKey> written = batch.stream()
                .filter(Mutation::makesHead)
                .map(Mutation::head)
                .collect(Collectors.toUnmodifiableSet());
        UUID[] ids = batch.stream().map(Mutation::id).toArray(UUID[]::new);
        return again(database.transaction(session -> Heads
                .await(session, keys.stream().map(key -> new Heads.Wanted(key, written.contains(key))).toList())
                .then(Mono.defer(() -> purge(session, refuse(batch, planned))))
                .then(Mono.defer(() -> session.rows(EFFECTS, row -> Rows.get(row, "id", UUID.class), ids,
                        removed(planned))))))
                .map(effects -> settled(batch, planned, Set.copyOf(effects)));
    }

    /**
     * Of a statement that was its own transaction and may still be under way, or not even have arrived: behind a fence it
     * takes nothing any more, and putting one up waits for it where it has begun.
     */
    Mono<List<Outcome<Decision>>> readAgain(List<Commit> batch) {
        UUID[] ids = batch.stream().map(commit -> commit.intent().version().value()).toArray(UUID[]::new);
        UUID[] rows = batch.stream()
                .flatMap(commit -> journal.entryOf(commit.intent()).stream())
                .map(Journal.Entry::row)
                .distinct()
                .toArray(UUID[]::new);
        long fence = journal.nextFence();
        return again(database.transaction(session -> Journal.raise(session, rows, fence)
                .then(Mono.defer(() -> session.rows(TAKEN, Effect::of, (Object) ids)))))
                .map(effects -> settled(batch,
                        effects.stream().collect(Collectors.toMap(Effect::id, Effect::taken))));
    }

    private record Effect(UUID id, Taken taken) {
        static Effect of(Readable row) {
            return new Effect(Rows.get(row, "id", UUID.class), new Taken(Rows.get(row, "sequence", Long.class),
                    Rows.get(row, "last_modified", Instant.class)));
        }
    }

    private List<Outcome<Decision>> settled(List<Commit> batch, Map<UUID, Taken> taken) {
        List<Outcome<Decision>> settled = new ArrayList<>();
        for (Commit commit : batch) {
            Taken effect = taken.get(commit.intent().version().value());
            if (effect == null) {
                settled.add(new Outcome.Missed<>());
            } else {
                settled.add(new Outcome.Done<>(new Decision.OfPut(PlainBatch.committed(commit, effect))));
                journal.decided(List.of(commit.intent()), Set.of());
            }
        }
        return settled;
    }

    private static <T> Mono<T> again(Mono<T> reading) {
        return reading.retryWhen(Retry.backoff(6, Duration.ofMillis(100))
                .maxBackoff(Duration.ofSeconds(1))
                .onRetryExhaustedThrow((_, signal) -> signal.failure()));
    }

    private List<ObjectNode> refuse(List<Mutation> batch, List<Outcome<Decision>> planned) {
        List<ObjectNode> purges = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            if (isRefusal(planned.get(i)) && batch.get(i) instanceof Put(var commit)) {
                commit.footprint().forEach(place -> purges.addAll(tasks.purgeTwice(commit.intent().bucket(), place)));
            }
        }
        return purges;
    }

    private static boolean isRefusal(Outcome<Decision> outcome) {
        return outcome instanceof Outcome.Done<Decision>(Decision.OfPut(var result))
                && !(result instanceof CommitResult.Committed)
                && !(result instanceof CommitResult.LeaseLost);
    }

    private static Mono<Long> purge(Session session, List<ObjectNode> purges) {
        return purges.isEmpty()
                ? Mono.just(0L)
                : session.run(TaskRows.insert("$1", "true"), TaskRows.json(purges));
    }

    /** What the removals of the batch meant to end. */
    private static UUID[] removed(List<Outcome<Decision>> planned) {
        List<UUID> ended = new ArrayList<>();
        for (Outcome<Decision> outcome : planned) {
            if (outcome instanceof Outcome.Done<Decision>(Decision.OfRemove(RemoveResult.Removed(var version)))) {
                version.ifPresent(id -> ended.add(id.value()));
            }
        }
        return ended.toArray(UUID[]::new);
    }

    private List<Outcome<Decision>> settled(List<Mutation> batch, List<Outcome<Decision>> planned,
            Set<UUID> effects) {
        List<Outcome<Decision>> settled = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            boolean stays = effects.contains(batch.get(i).id()) || isRefusal(planned.get(i));
            settled.add(stays ? planned.get(i) : new Outcome.Missed<>());
            if (stays && batch.get(i) instanceof Put(var commit)) {
                journal.decided(List.of(commit.intent()), Set.of());
            }
        }
        return settled;
    }
}
