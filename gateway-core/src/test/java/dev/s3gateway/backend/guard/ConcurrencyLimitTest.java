package dev.s3gateway.backend.guard;

import static dev.s3gateway.backend.ScriptedStore.Call.PING;
import static dev.s3gateway.backend.ScriptedStore.Call.PUT;
import static dev.s3gateway.backend.Scripts.hangs;
import static dev.s3gateway.backend.Scripts.refuses;
import static dev.s3gateway.backend.Scripts.reset;
import static dev.s3gateway.backend.guard.Fixture.METADATA;
import static dev.s3gateway.backend.guard.Fixture.planned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.Stored;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class ConcurrencyLimitTest {

    private final Fixture oslo = new Fixture();
    private final ObjectStore store = new ConcurrencyLimit(oslo.zone,
            new GuardConfig(Duration.ofSeconds(30), Duration.ofMinutes(10), Duration.ofSeconds(10),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(3), Duration.ofMinutes(20), 2, 1, 3, Duration.ofSeconds(1),
                    Duration.ofSeconds(5), Duration.ofSeconds(30)));

    @AfterEach
    void everyChunkIsReleased() {
        oslo.chunks.assertAllReleased();
    }

    @Test
    void theCallThatFindsNoPlaceWaitsForOne() {
        oslo.zone.once(PUT, hangs()).once(PUT, hangs());
        Disposable first = put("first").subscribe();
        Disposable second = put("second").subscribe();

        StepVerifier.create(put("third"))
                .expectSubscription()
                .then(() -> assertThat(oslo.zone.count(PUT)).isEqualTo(2))
                .then(first::dispose)
                .expectNextCount(1)
                .expectComplete()
                .verify(Duration.ofSeconds(10));
        second.dispose();
    }

    @Test
    void theCallThatFindsTheLineFullIsRefusedAndItsBodyDiscarded() {
        oslo.zone.on(PUT, hangs());
        Disposable.Composite others = Disposables.composite(put("first").subscribe(),
                put("second").subscribe(), put("waiting").subscribe());

        StepVerifier.create(put("refused"))
                .expectErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOfSatisfying(StoreFailure.Rejected.class,
                                rejected -> assertThat(rejected.code).isEqualTo("TooManyCalls")))
                .verify(Duration.ofSeconds(10));
        others.dispose();
    }

    @Test
    void whoLeavesTheLineTakesNobodysPlace() {
        oslo.zone.once(PUT, hangs()).once(PUT, hangs());
        Disposable first = put("first").subscribe();
        Disposable second = put("second").subscribe();
        put("impatient").subscribe().dispose();

        StepVerifier.create(put("patient"))
                .expectSubscription()
                .then(first::dispose)
                .expectNextCount(1)
                .expectComplete()
                .verify(Duration.ofSeconds(10));
        second.dispose();
        assertThat(oslo.zone.count(PUT)).isEqualTo(3);
    }

    @Test
    void failedCallsGiveTheirPlacesBack() {
        oslo.zone.on(PUT, refuses(reset()));
        Flux<Stored> failing = Flux.range(0, 100).concatMap(i -> put("failing " + i).onErrorComplete());

        StepVerifier.create(failing).expectComplete().verify(Duration.ofSeconds(10));

        oslo.zone.obeys();
        StepVerifier.create(put("well")).expectNextCount(1).expectComplete().verify(Duration.ofSeconds(10));
    }

    @Test
    void aLongLineOfQuickCallsIsServedToItsEnd() {
        ObjectStore narrow = new ConcurrencyLimit(oslo.zone,
                new GuardConfig(Duration.ofSeconds(30), Duration.ofMinutes(10), Duration.ofSeconds(10),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(3), Duration.ofMinutes(20), 1, 20_000, 3, Duration.ofSeconds(1),
                        Duration.ofSeconds(5), Duration.ofSeconds(30)));
        oslo.zone.once(PUT, hangs());
        Disposable blocking = narrow.put(planned("blocking"), METADATA, oslo.body()).subscribe();
        Mono<Long> all = Flux.range(0, 20_000)
                .flatMap(_ -> narrow.createBucket("photos"), 20_000)
                .count();

        StepVerifier.create(all)
                .expectSubscription()
                .then(blocking::dispose)
                .expectNext(20_000L)
                .expectComplete()
                .verify(Duration.ofSeconds(30));
    }

    @Test
    void aPingDoesNotStandInLine() {
        oslo.zone.on(PUT, hangs());
        Disposable.Composite others = Disposables.composite(put("first").subscribe(),
                put("second").subscribe(), put("waiting").subscribe());

        StepVerifier.create(store.ping()).expectComplete().verify(Duration.ofSeconds(10));

        assertThat(oslo.zone.count(PING)).isEqualTo(1);
        others.dispose();
    }

    private Mono<Stored> put(String key) {
        return store.put(planned(key), METADATA, oslo.body());
    }
}
