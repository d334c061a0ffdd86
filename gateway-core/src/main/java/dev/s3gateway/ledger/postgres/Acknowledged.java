package dev.s3gateway.ledger.postgres;

import dev.s3gateway.ledger.Adoption;
import dev.s3gateway.ledger.CommitResult.Committed;
import dev.s3gateway.ledger.RemoveResult.Removed;
import dev.s3gateway.ledger.postgres.GroupCommit.Outcome;
import dev.s3gateway.ledger.postgres.Mutation.Decision;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import reactor.core.publisher.Mono;

/**
 * The last writes and removals that this process was told are committed, at most {@link #MOST}, to be looked for wherever
 * it connects next (protocol.md §5). Not those of long ago: rows of ended versions are forgotten after the horizon.
 */
final class Acknowledged {

    /** {@code ended}: the version that a removal ended. */
    private record Effect(UUID id, Optional<UUID> ended, long at) {}

    static final int MOST = 1000;

    private static final UUID NOTHING = new UUID(0, 0);
    private static final String MISSING = """
            SELECT count(*) AS missing FROM unnest($1::uuid[], $2::uuid[]) AS e (id, ended)
             WHERE EXISTS (SELECT FROM ledger_state WHERE incarnation = $3)
               AND NOT EXISTS (SELECT FROM versions v
                    WHERE v.id = CASE WHEN e.ended = '00000000-0000-0000-0000-000000000000' THEN e.id ELSE e.ended END
                      AND (e.ended = '00000000-0000-0000-0000-000000000000' OR v.ended_by = e.id))""";

    private final Duration memory;
    private final LongSupplier nanoTime;
    private final Deque<Effect> effects = new ArrayDeque<>();

    /** @param memory how long a row of what was committed stays at least */
    Acknowledged(Duration memory, LongSupplier nanoTime) {
        this.memory = memory;
        this.nanoTime = nanoTime;
    }

    /** What of a batch took effect. */
    synchronized void remember(List<Mutation> batch, List<Outcome<Decision>> outcomes) {
        for (int i = 0; i < batch.size(); i++) {
            if (outcomes.get(i) instanceof Outcome.Done<Decision>(Decision decision)) {
                remember(batch.get(i).id(), decision);
            }
        }
        while (effects.size() > MOST) {
            effects.removeFirst();
        }
    }

    private void remember(UUID id, Decision decision) {
        switch (decision) {
            case Decision.OfPut(Committed _) -> add(id, Optional.empty());
            case Decision.OfAdoption(Adoption.Result result) when result == Adoption.Result.ADOPTED ->
                add(id, Optional.empty());
            case Decision.OfRemove(Removed(var ended)) ->
                ended.ifPresent(version -> add(id, Optional.of(version.value())));
            case Decision.OfPut _,Decision.OfAdoption _,Decision.OfRemove _ -> {
            }
        }
    }

    private void add(UUID id, Optional<UUID> ended) {
        effects.addLast(new Effect(id, ended, nanoTime.getAsLong()));
    }

    synchronized void forget() {
        effects.clear();
    }

    /** How many of them the database does not have, though it is of this incarnation. */
    Mono<Long> missing(Session session, long incarnation) {
        return Mono.defer(() -> {
            List<Effect> mine = latest();
            return mine.isEmpty()
                    ? Mono.just(0L)
                    : session.rows(MISSING, row -> Rows.get(row, "missing", Long.class),
                            mine.stream().map(Effect::id).toArray(UUID[]::new),
                            mine.stream().map(effect -> effect.ended().orElse(NOTHING)).toArray(UUID[]::new),
                            incarnation).map(List::getFirst);
        });
    }

    private synchronized List<Effect> latest() {
        long now = nanoTime.getAsLong();
        while (!effects.isEmpty() && now - effects.getFirst().at() > memory.toNanos()) {
            effects.removeFirst();
        }
        return List.copyOf(effects);
    }
}
