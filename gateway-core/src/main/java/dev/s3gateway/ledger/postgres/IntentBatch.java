package dev.s3gateway.ledger.postgres;

import dev.s3gateway.ledger.Intent;
import dev.s3gateway.ledger.LedgerUnavailable;
import dev.s3gateway.ledger.postgres.GroupCommit.Outcome;
import dev.s3gateway.lifecycle.CrashPoints;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.r2dbc.spi.Readable;
import reactor.core.publisher.Mono;

/** T1 of many requests: one row of the journal. */
final class IntentBatch implements GroupCommit.Work<Intent, Boolean> {

    // A lease that is just being taken over makes this wait, and then there is none to write under.
    private static final String WRITE = """
            WITH written AS (
                INSERT INTO intents (id, lease, places, created_at)
                SELECT $1, l.id, $3::json, clock_timestamp() FROM (
                    SELECT id FROM leases WHERE id = $2 AND expires_at > clock_timestamp() FOR KEY SHARE) l
                RETURNING true)
            SELECT ARRAY (SELECT id FROM buckets WHERE id = ANY ($4) AND state = 'OPEN') AS open FROM written""";

    private final Database database;
    private final Journal journal;
    private final HeldLease lease;
    private final CrashPoints crash;

    IntentBatch(Database database, Journal journal, HeldLease lease, CrashPoints crash) {
        this.database = database;
        this.journal = journal;
        this.lease = lease;
        this.crash = crash;
    }

    @Override
    public Mono<List<Outcome<Boolean>>> run(List<Intent> intents, boolean alone) {
        UUID under = lease.current();
        UUID row = lease.fresh();
        return crash.at("ledger.before-begin")
                .then(Mono.defer(() -> database.batchWrite(session -> session.rows(WRITE, IntentBatch::open, row, under,
                        places(intents), buckets(intents)))))
                .flatMap(written -> crash.at("ledger.after-begin").thenReturn(written))
                .map(written -> {
                    if (written.isEmpty()) {
                        throw new LedgerUnavailable("this process has lost its lease", null);
                    }
                    journal.begun(row, under, intents);
                    Set<UUID> open = written.getFirst();
                    return intents.stream()
                            .<Outcome<Boolean>>map(intent -> new Outcome.Done<>(open.contains(intent.bucket().value())))
                            .toList();
                });
    }

    private static Set<UUID> open(Readable row) {
        return Set.of(Rows.get(row, "open", UUID[].class));
    }

    private static UUID[] buckets(List<Intent> intents) {
        return intents.stream().map(intent -> intent.bucket().value()).distinct().toArray(UUID[]::new);
    }

    private static String places(List<Intent> intents) {
        Stream<ObjectNode> places = intents.stream()
                .flatMap(intent -> intent.planned().stream().map(place -> Rows.place(intent.bucket(), place)));
        return TaskRows.json(places.toList());
    }
}
