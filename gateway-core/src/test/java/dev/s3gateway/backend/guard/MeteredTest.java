package dev.s3gateway.backend.guard;

import static dev.s3gateway.backend.ScriptedStore.Call.PUT;
import static dev.s3gateway.backend.Scripts.answersAfter;
import static dev.s3gateway.backend.Scripts.hangs;
import static dev.s3gateway.backend.Scripts.refuses;
import static dev.s3gateway.backend.Scripts.throttled;
import static dev.s3gateway.backend.guard.Fixture.METADATA;
import static dev.s3gateway.backend.guard.Fixture.OSLO;
import static dev.s3gateway.backend.guard.Fixture.planned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.backend.Drained;
import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.Stored;
import dev.s3gateway.backend.ZoneCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class MeteredTest implements StoreMetrics {

    private final List<String> seen = new ArrayList<>();
    private final Fixture oslo = new Fixture();
    private final ObjectStore store = new Metered(OSLO, oslo.zone, this);

    @Override
    public void ended(ZoneCode zone, Call call, Outcome outcome, Duration took) {
        seen.add(zone + " " + call.label() + " " + outcome.label() + " " + took.toMillis() / 1000 + " s");
    }

    @Override
    public void moved(ZoneCode zone, Call call, long bytes) {
        seen.add(zone + " " + call.label() + " " + bytes + " bytes");
    }

    @AfterEach
    void everyChunkIsReleased() {
        oslo.chunks.assertAllReleased();
    }

    @Test
    void aCallIsCountedWithItsTimeAndItsBytes() {
        oslo.zone.on(PUT, answersAfter(Duration.ofSeconds(2)));

        StepVerifier.withVirtualTime(this::put).thenAwait(Duration.ofSeconds(2)).expectNextCount(1).verifyComplete();

        assertThat(seen).containsExactlyInAnyOrder("oslo put ok 2 s", "oslo put 100 bytes");
    }

    @Test
    void aReadIsCountedChunkByChunk() {
        Stored stored = put().blockOptional().orElseThrow();
        seen.clear();

        StepVerifier.create(store.get(stored.locator(), Optional.empty()).flatMap(it -> Drained.of(it.body(), 100)))
                .expectNextCount(1)
                .verifyComplete();

        assertThat(seen).containsExactly("oslo get ok 0 s", "oslo get 100 bytes");
    }

    @Test
    void howACallEndedIsToldApart() {
        oslo.zone.once(PUT, refuses(throttled())).once(PUT, hangs());

        StepVerifier.create(put()).verifyError(StoreFailure.Throttled.class);
        put().subscribe().dispose();
        StepVerifier.create(store.put(planned("key"), METADATA,
                oslo.chunks.announcing(10, Flux.error(new IllegalStateException("the client left")))))
                .verifyError(IllegalStateException.class);
        StepVerifier.create(store.size(planned("nothing"))).verifyError(StoreFailure.NotFound.class);

        assertThat(seen).containsExactly("oslo put throttled 0 s", "oslo put cancelled 0 s",
                "oslo put body-failed 0 s", "oslo size not-found 0 s");
    }

    private Mono<Stored> put() {
        return store.put(planned("key"), METADATA, oslo.body());
    }
}
