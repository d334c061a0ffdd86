package dev.s3gateway.ledger.postgres;

import dev.s3gateway.ledger.Delays;
import java.util.List;
import java.util.UUID;
import reactor.core.publisher.Mono;

/**
 * Goes on with what a database has that was restored or lost commits. Its incarnation is raised, so what was stamped
 * before is never purged: it may be all that is left of a write that the database does not know. Every lease ends, with
 * the intents under it; processes that run take new ones, and stamp with the new incarnation.
 */
final class Resumption {

    private static final String RAISE = """
            UPDATE ledger_state SET incarnation = incarnation + 1, lost = NULL, lost_at = NULL RETURNING incarnation""";

    private Resumption() {}

    static Mono<Long> of(Database database, Delays delays) {
        return database.transaction(session -> session
                .rows(RAISE, row -> Rows.get(row, "incarnation", Long.class))
                .map(List::getFirst)
                .delayUntil(_ -> endLeases(session, delays)));
    }

    private static Mono<Integer> endLeases(Session session, Delays delays) {
        return session
                .rows("SELECT id FROM leases ORDER BY id FOR UPDATE", row -> Rows.get(row, "id", UUID.class))
                .flatMap(all -> PostgresLeases.settle(session, all.toArray(UUID[]::new), delays));
    }
}
