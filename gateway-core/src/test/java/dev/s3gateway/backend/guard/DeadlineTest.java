package dev.s3gateway.backend.guard;

import static dev.s3gateway.backend.ScriptedStore.Call.DELETE;
import static dev.s3gateway.backend.ScriptedStore.Call.PING;
import static dev.s3gateway.backend.ScriptedStore.Call.PUT;
import static dev.s3gateway.backend.Scripts.hangs;
import static dev.s3gateway.backend.Scripts.answersAfter;
import static dev.s3gateway.backend.Scripts.slowly;
import static dev.s3gateway.backend.guard.Fixture.METADATA;
import static dev.s3gateway.backend.guard.Fixture.planned;

import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.bytes.Body;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class DeadlineTest {

    private final Fixture oslo = new Fixture();
    private final ObjectStore store = new Deadline(oslo.zone, GuardsTest.CONFIG);

    @AfterEach
    void everyChunkIsReleased() {
        oslo.chunks.assertAllReleased();
    }

    @Test
    void aPutIsTimedFromItsLastByteOnHoweverLongTheBytesTake() {
        oslo.zone.on(PUT, slowly(Duration.ofSeconds(20)));

        StepVerifier.withVirtualTime(() -> store.put(planned("slow"), METADATA, oslo.body()))
                .thenAwait(Duration.ofSeconds(200))
                .expectNextCount(1)
                .verifyComplete();
    }

    @Test
    void aPutThatIsNotAnsweredAfterItsLastByteIsUnreachable() {
        oslo.zone.on(PUT, answersAfter(Duration.ofSeconds(31)));

        givesUpAfter(Duration.ofSeconds(30), () -> store.put(planned("unanswered"), METADATA, oslo.body()));
    }

    @Test
    void aSmallPutFromMemoryIsTimedAsWell() {
        oslo.zone.on(PUT, hangs());

        givesUpAfter(Duration.ofSeconds(30), () -> store.put(planned("small"), METADATA, Body.of("small")));
    }

    @Test
    void anyOtherCallHasItsOwnTime() {
        oslo.zone.on(DELETE, hangs()).on(PING, hangs());

        givesUpAfter(Duration.ofSeconds(10), () -> store.delete(planned("key").withZoneVersion("v1")));
        givesUpAfter(Duration.ofSeconds(3), store::ping);
    }

    private static void givesUpAfter(Duration patience, Supplier<Mono<?>> call) {
        StepVerifier.withVirtualTime(() -> call.get().then())
                .expectSubscription()
                .expectNoEvent(patience.minusMillis(1))
                .thenAwait(Duration.ofMillis(1))
                .verifyError(StoreFailure.Unreachable.class);
    }
}
