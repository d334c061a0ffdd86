package dev.s3gateway.backend.guard;

import static dev.s3gateway.backend.ScriptedStore.Call.PING;
import static dev.s3gateway.backend.ScriptedStore.Call.PUT;
import static dev.s3gateway.backend.ScriptedStore.Call.SIZE;
import static dev.s3gateway.backend.Scripts.answersAfter;
import static dev.s3gateway.backend.Scripts.full;
import static dev.s3gateway.backend.Scripts.holdsTheAnswer;
import static dev.s3gateway.backend.Scripts.notFound;
import static dev.s3gateway.backend.Scripts.refuses;
import static dev.s3gateway.backend.Scripts.reset;
import static dev.s3gateway.backend.Scripts.throttled;
import static dev.s3gateway.backend.guard.Fixture.METADATA;
import static dev.s3gateway.backend.guard.Fixture.OSLO;
import static dev.s3gateway.backend.guard.Fixture.planned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.backend.Gate;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.Stored;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class CircuitBreakerTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final Fixture oslo = new Fixture();
    private final CircuitBreaker circuit = new CircuitBreaker(OSLO, oslo.zone, GuardsTest.CONFIG,
            InstantSource.fixed(NOON));
    private final HealthProbe probe = new HealthProbe(circuit, GuardsTest.CONFIG);

    @AfterEach
    void everyChunkIsReleased() {
        oslo.chunks.assertAllReleased();
    }

    @Test
    void aZoneThatFailsInARowIsNotAskedAnyMore() {
        oslo.zone.down();
        failing(3);
        oslo.zone.up();

        StepVerifier.create(put())
                .verifyErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(StoreFailure.Unreachable.class)
                        .hasMessageContaining("circuit of oslo is open"));

        assertThat(circuit.isOpen()).isTrue();
        assertThat(oslo.zone.count(PUT)).isEqualTo(3);
    }

    @Test
    void beingThrottledCountsAndBeingRefusedDoesNot() {
        oslo.zone.on(PUT, refuses(full()));
        failing(10);
        assertThat(circuit.isOpen()).isFalse();

        oslo.zone.on(PUT, refuses(throttled()));
        failing(3);
        assertThat(circuit.isOpen()).isTrue();
    }

    /** F23: it is left alone, by reads, too, until a ping shows that it knows us again; nothing is concluded of its copies. */
    @Test
    void aZoneThatDoesNotKnowOurKeysAnyMoreIsLeftAlone() {
        oslo.zone.onEvery(refuses(() -> new StoreFailure.Rejected("InvalidAccessKeyId", "no such key")));
        failing(3);
        StepVerifier.create(circuit.ping()).verifyError(StoreFailure.Rejected.class);

        assertThat(circuit.isOpen()).isTrue();
        assertThat(circuit.health().lastError()).hasValueSatisfying(error -> assertThat(error).contains("no such key"));

        oslo.zone.obeys();
        StepVerifier.create(circuit.ping()).verifyComplete();
        assertThat(circuit.isOpen()).isFalse();
    }

    @Test
    void anAnswerInBetweenBreaksTheRow() {
        oslo.zone.on(PUT, refuses(reset())).on(SIZE, refuses(notFound()));

        failing(2);
        StepVerifier.create(circuit.size(planned("key"))).verifyError(StoreFailure.NotFound.class);
        failing(2);

        assertThat(circuit.isOpen()).isFalse();
    }

    @Test
    void aBodyThatFailsIsNoFailureOfTheZone() {
        for (int i = 0; i < 5; i++) {
            StepVerifier.create(circuit.put(planned("key"), METADATA,
                    oslo.chunks.announcing(10, Flux.error(new IllegalStateException("the client left")))))
                    .verifyError(IllegalStateException.class);
        }

        assertThat(circuit.isOpen()).isFalse();
        assertThat(circuit.health().lastError()).isEmpty();
    }

    @Test
    void aCallThatWasUnderWayDoesNotCloseTheCircuitByItsSuccess() {
        Gate gate = new Gate();
        oslo.zone.once(PUT, holdsTheAnswer(gate));
        StepVerifier.create(put())
                .expectSubscription()
                .then(oslo.zone::down)
                .then(() -> failing(3))
                .then(gate::open)
                .expectNextCount(1)
                .verifyComplete();

        assertThat(circuit.isOpen()).isTrue();
    }

    @Test
    void onlyTheProbeClosesTheCircuit() {
        oslo.zone.down();
        failing(3);
        StepVerifier.create(probe.probe()).expectNext(Duration.ofSeconds(1)).verifyComplete();
        oslo.zone.up();
        failing(5);
        assertThat(circuit.isOpen()).isTrue();

        StepVerifier.create(probe.probe()).expectNext(Duration.ofSeconds(5)).verifyComplete();

        assertThat(circuit.isOpen()).isFalse();
        StepVerifier.create(put()).expectNextCount(1).verifyComplete();
    }

    @Test
    void aZoneThatMayOnlyBeReadIsNotLeft() {
        oslo.zone.down();
        failing(3);
        oslo.zone.up().on(PING, refuses(full()));

        StepVerifier.create(probe.probe()).expectNext(Duration.ofSeconds(5)).verifyComplete();

        assertThat(circuit.isOpen()).isFalse();
        assertThat(circuit.health().lastError()).hasValueSatisfying(error -> assertThat(error).contains("no space"));
    }

    @Test
    void aQuietZoneThatDiesIsFoundByTheProbe() {
        oslo.zone.down();

        StepVerifier.create(probe.probe().repeat(2)).expectNextCount(3).verifyComplete();

        assertThat(circuit.isOpen()).isTrue();
    }

    @Test
    void healthTellsTheLatencyAndTheLastError() {
        oslo.zone.on(PING, answersAfter(Duration.ofMillis(70)));

        StepVerifier.withVirtualTime(probe::probe)
                .thenAwait(Duration.ofMillis(70))
                .expectNextCount(1)
                .verifyComplete();
        oslo.zone.down();
        failing(1);

        Health health = circuit.health();
        assertThat(health.latency()).hasValue(Duration.ofMillis(70));
        assertThat(health.lastOk()).hasValue(NOON);
        assertThat(health.lastFailed()).hasValue(NOON);
        assertThat(health.lastError()).hasValue("connection refused");
        assertThat(health.open()).isFalse();
    }

    private Mono<Stored> put() {
        return circuit.put(planned("key"), METADATA, oslo.body());
    }

    private void failing(int times) {
        for (int i = 0; i < times; i++) {
            StepVerifier.create(put()).verifyError(StoreFailure.class);
        }
    }
}
