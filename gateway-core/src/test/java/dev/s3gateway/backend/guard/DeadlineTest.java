package dev.s3gateway.backend.guard;

import static dev.s3gateway.backend.ScriptedStore.Call.COPY;
import static dev.s3gateway.backend.ScriptedStore.Call.DELETE;
import static dev.s3gateway.backend.ScriptedStore.Call.GET;
import static dev.s3gateway.backend.ScriptedStore.Call.PING;
import static dev.s3gateway.backend.ScriptedStore.Call.PUT;
import static dev.s3gateway.backend.Scripts.chunks;
import static dev.s3gateway.backend.Scripts.hangs;
import static dev.s3gateway.backend.Scripts.sends;
import static dev.s3gateway.backend.Scripts.answersAfter;
import static dev.s3gateway.backend.Scripts.slowly;
import static dev.s3gateway.backend.guard.Fixture.METADATA;
import static dev.s3gateway.backend.guard.Fixture.planned;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.bytes.Body;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
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

    @Test
    void eachCallHasItsWholeTimeWhoeverWasWaitedForBefore() {
        oslo.zone.on(DELETE, hangs());
        Locator locator = planned("key").withZoneVersion("v1");
        Duration afterwards = Duration.ofSeconds(4);

        StepVerifier.withVirtualTime(() -> Flux.mergeDelayError(2, ended(store.delete(locator)),
                Mono.delay(afterwards).then(ended(store.delete(locator))),
                // It ends in time, and is no reason to look for the others late or never.
                Mono.delay(afterwards).then(ended(store.delete(locator)).timeout(Duration.ofSeconds(1), Mono.empty()))))
                .expectSubscription()
                .expectNoEvent(Duration.ofSeconds(10).minusMillis(1))
                .thenAwait(Duration.ofMillis(1))
                .expectNext(StoreFailure.Unreachable.class)
                .expectNoEvent(afterwards.minusMillis(1))
                .thenAwait(Duration.ofMillis(1))
                .expectNext(StoreFailure.Unreachable.class)
                .verifyComplete();
    }

    /** What it failed of. */
    private static Mono<Class<?>> ended(Mono<Void> call) {
        return call.<Class<?>>thenReturn(Void.class).onErrorResume(failure -> Mono.just(failure.getClass()));
    }

    @Test
    void aZoneThatCopiesWhatItHasMayTakeMinutes() {
        Locator source = stored(100);
        oslo.zone.on(COPY, answersAfter(Duration.ofMinutes(9)));

        StepVerifier.withVirtualTime(() -> store.copy(planned("copy"), METADATA, source))
                .thenAwait(Duration.ofMinutes(9))
                .expectNextCount(1)
                .verifyComplete();
        oslo.zone.on(COPY, hangs());
        givesUpAfter(Duration.ofMinutes(10), () -> store.copy(planned("another"), METADATA, source));
    }

    @Test
    void aReadThatFallsSilentIsUnreachable() {
        Locator locator = stored(300_000);
        oslo.zone.on(GET, sends(1, chunks()).thenStalls());

        StepVerifier.withVirtualTime(() -> lengths(locator))
                .expectNext(65_536)
                .expectNoEvent(Duration.ofMillis(9_999))
                .thenAwait(Duration.ofMillis(1))
                .verifyError(StoreFailure.Unreachable.class);
    }

    @Test
    void aSlowReaderIsNoSilentZone() {
        Locator locator = stored(300_000);

        StepVerifier.withVirtualTime(() -> lengths(locator), 1)
                .expectNext(65_536)
                .thenAwait(Duration.ofHours(1))
                .thenRequest(10)
                .expectNextCount(4)
                .verifyComplete();
    }

    @Test
    void aZoneThatSendsSlowlyButSteadilyIsHeardToItsEnd() {
        Locator locator = stored(300_000);
        oslo.zone.on(GET, slowly(Duration.ofSeconds(9)));

        StepVerifier.withVirtualTime(() -> lengths(locator))
                .thenAwait(Duration.ofSeconds(45))
                .expectNextCount(5)
                .verifyComplete();
    }

    private Locator stored(int size) {
        return store.put(planned("read"), METADATA, new Body.Buffered(new byte[size]))
                .blockOptional()
                .orElseThrow()
                .locator();
    }

    private Flux<Integer> lengths(Locator locator) {
        return store.get(locator, Optional.empty()).flatMapMany(found -> found.body().chunks()).map(chunk -> {
            int length = chunk.readableBytes();
            chunk.release();
            return length;
        });
    }

    private static void givesUpAfter(Duration patience, Supplier<Mono<?>> call) {
        StepVerifier.withVirtualTime(() -> call.get().then())
                .expectSubscription()
                .expectNoEvent(patience.minusMillis(1))
                .thenAwait(Duration.ofMillis(1))
                .verifyError(StoreFailure.Unreachable.class);
    }
}
