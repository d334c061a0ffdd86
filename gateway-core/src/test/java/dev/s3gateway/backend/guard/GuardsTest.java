package dev.s3gateway.backend.guard;

import static dev.s3gateway.backend.ScriptedStore.Call.PUT;
import static dev.s3gateway.backend.Scripts.hangs;
import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.backend.MemoryStore;
import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.ObjectStoreContract;
import dev.s3gateway.backend.ScriptedStore;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/** A store behind all its guards is still a store. */
class GuardsTest extends ObjectStoreContract {

    static final GuardConfig CONFIG = new GuardConfig(Duration.ofSeconds(30), Duration.ofMinutes(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10), Duration.ofSeconds(3), Duration.ofMinutes(20), 4, 1000, 3, Duration.ofSeconds(1),
            Duration.ofSeconds(5), Duration.ofSeconds(30));

    private final ScriptedStore zone = ScriptedStore.over(MemoryStore.natural("zone-1"));
    private final Guards guards = Guards.around(zone(), zone, CONFIG, StoreMetrics.NONE, InstantSource.system());

    @Override
    protected ObjectStore store() {
        return guards.store();
    }

    @Test
    void theStackIsNamedFromTheOutsideIn() {
        assertThat(guards.store()).asString()
                .startsWith(
                        "Tally of Surveyed of Metered of FullBuckets of CircuitBreaker of ConcurrencyLimit of Deadline of ");
    }

    @Test
    void putsThatNeverEndGiveTheirPlacesBackWhenTheyAreCancelled() {
        zone.on(PUT, hangs());
        for (int i = 0; i < 10; i++) {
            store().put(planned("hanging"), METADATA, chunks.body(random(10), 5)).subscribe().dispose();
        }
        zone.obeys();

        assertThat(put("well", random(10)).size()).isEqualTo(10);
    }
}
