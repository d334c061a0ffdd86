package dev.s3gateway.ledger.postgres;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.ledger.Intent;
import dev.s3gateway.ledger.LedgerUnavailable;
import dev.s3gateway.ledger.postgres.GroupCommit.Outcome;
import dev.s3gateway.lifecycle.CrashPoints;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import com.fasterxml.jackson.databind.node.ArrayNode;
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

    /**
     * As {@link PostgresLeases} reads it: for each intent its bucket and then its places, each with its zone, bucket, key,
     * version and stamp; at the end of a place is left out what it has in common with the first.
     */
    private static String places(List<Intent> intents) {
        return Json.array(intents, IntentBatch::places).toString();
    }

    private static ArrayNode places(Intent intent) {
        ArrayNode places = Json.array(intent.planned(), place -> Json.texts(told(place, intent), text -> text));
        return places.insert(0, intent.bucket().toString());
    }

    private static List<String> told(Locator place, Intent intent) {
        List<String> all = words(place);
        List<String> first = words(intent.planned().getFirst());
        int told = all.size();
        while (!place.equals(intent.planned().getFirst()) && told > 1
                && all.get(told - 1).equals(first.get(told - 1))) {
            told--;
        }
        return all.subList(0, told);
    }

    private static List<String> words(Locator place) {
        return List.of(place.zone().value(), place.bucket(), place.key(), place.zoneVersion().orElse(""),
                place.stamp().text());
    }
}
