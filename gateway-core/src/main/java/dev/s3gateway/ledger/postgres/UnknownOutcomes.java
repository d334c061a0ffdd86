package dev.s3gateway.ledger.postgres;

import dev.s3gateway.ledger.CommitResult;
import dev.s3gateway.ledger.RemoveResult;
import dev.s3gateway.ledger.postgres.GroupCommit.Outcome;
import dev.s3gateway.ledger.postgres.Mutation.Decision;
import dev.s3gateway.ledger.postgres.Mutation.HeadKey;
import dev.s3gateway.ledger.postgres.Mutation.Put;
import dev.s3gateway.ledger.postgres.UnknownOutcomes.UnknownOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Finds out whether a batch took effect whose COMMIT was never answered. */
final class UnknownOutcomes {

    /** COMMIT was sent and its answer never came. */
    static final class UnknownOutcome extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnknownOutcome(Throwable cause) {
            super("the answer to COMMIT did not come", cause, false, false);
        }
    }

    private static final String EFFECTS = """
            SELECT id FROM versions WHERE id = ANY ($1)
            UNION ALL
            SELECT ended_by FROM versions WHERE id = ANY ($2) AND ended_by IS NOT NULL""";

    private final Database database;
    private final Journal journal;

    UnknownOutcomes(Database database, Journal journal) {
        this.database = database;
        this.journal = journal;
    }

    /**
     * The heads are locked once more: then the transaction whose end we do not know has ended. What it wrote tells
     * which. What did not happen goes into the next batch.
     */
    Mono<List<Outcome<Decision>>> readAgain(List<Mutation> batch, List<Outcome<Decision>> planned) {
        List<HeadKey> keys = batch.stream().map(Mutation::head).sorted().distinct().toList();
        UUID[] ids = batch.stream().map(Mutation::id).toArray(UUID[]::new);
        return database.transaction(session -> Heads
                .lock(session, keys, keys.stream().map(_ -> false).toList(), true)
                .then(Mono.defer(() -> session.rows(EFFECTS, row -> Rows.get(row, "id", UUID.class), ids,
                        removed(planned)))))
                .retryWhen(Retry.backoff(6, Duration.ofMillis(100))
                        .maxBackoff(Duration.ofSeconds(1))
                        .onRetryExhaustedThrow((_, signal) -> signal.failure()))
                .map(effects -> settled(batch, planned, Set.copyOf(effects)));
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
            boolean happened = effects.contains(batch.get(i).id());
            settled.add(happened ? planned.get(i) : new Outcome.Missed<>());
            if (happened && planned.get(i) instanceof Outcome.Done<Decision>(Decision.OfPut(CommitResult.Committed _))
                    && batch.get(i) instanceof Put put) {
                journal.decided(List.of(put.commit().intent()), Set.of());
            }
        }
        return settled;
    }
}
