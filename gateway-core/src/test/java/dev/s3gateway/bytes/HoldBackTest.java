package dev.s3gateway.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

class HoldBackTest {

    private final Sinks.Empty<Void> gate = Sinks.empty();

    @Test
    void theTailWaitsForTheGate() {
        Chunks chunks = Chunks.of(10, 4);

        StepVerifier.create(sizes(HoldBack.until(gate.asMono(), chunks.body())))
                .expectNext(4, 4)
                .then(() -> assertThat(chunks.emittedBytes()).isEqualTo(10))
                .then(() -> gate.tryEmitEmpty())
                .expectNext(2)
                .verifyComplete();

        chunks.assertAllReleased();
    }

    @Test
    void anOpenGateDoesNotLetTheTailPassBeforeTheEnd() {
        Chunks chunks = Chunks.of(8, 4);
        Sinks.Empty<Void> end = Sinks.empty();
        Flux<ByteBuf> source = chunks.flux().concatWith(end.asMono().then(Mono.empty()));
        Body body = new Body.Streaming(chunks.body().length(), source);

        StepVerifier.create(sizes(HoldBack.until(Mono.empty(), body)))
                .expectNext(4)
                .then(() -> end.tryEmitError(new IllegalStateException("bad digest")))
                .verifyErrorMessage("bad digest");

        chunks.assertAllReleased();
    }

    @Test
    void aGateThatFailsEndsTheStreamAtOnceAndReleasesTheTail() {
        Chunks chunks = Chunks.of(8, 4);
        List<Integer> seen = new ArrayList<>();

        StepVerifier.create(sizes(HoldBack.until(gate.asMono(), chunks.body())).doOnNext(seen::add), 1)
                .expectNext(4)
                .then(() -> gate.tryEmitError(new IllegalStateException("ledger down")))
                .verifyErrorMessage("ledger down");

        assertThat(seen).containsExactly(4);
        chunks.assertAllReleased();
    }

    @Test
    void anEmptyBodyStillWaitsForTheGate() {
        StepVerifier.create(sizes(HoldBack.until(gate.asMono(), Body.EMPTY)))
                .expectSubscription()
                .then(() -> gate.tryEmitEmpty())
                .verifyComplete();
    }

    // As a socket's body is, when it is asked for on another thread than the socket's.
    @Test
    void aSourceThatIsSubscribedToLaterIsAskedForWhatWasWantedMeanwhile() {
        Chunks chunks = Chunks.of(10, 4);
        List<Runnable> later = new ArrayList<>();
        Body body = new Body.Streaming(chunks.body().length(),
                Flux.from(reader -> later.add(() -> chunks.flux().subscribe(reader))));

        StepVerifier.create(sizes(HoldBack.until(Mono.empty(), body)))
                .then(() -> later.forEach(Runnable::run))
                .expectNext(4, 4, 2)
                .expectComplete()
                .verify(Duration.ofSeconds(5));

        chunks.assertAllReleased();
    }

    @Test
    void aSourceThatIsSubscribedToAfterTheReaderLeftIsCancelled() {
        Chunks chunks = Chunks.of(10, 4);
        List<Runnable> later = new ArrayList<>();
        Body body = new Body.Streaming(chunks.body().length(),
                Flux.from(reader -> later.add(() -> chunks.flux().subscribe(reader))));

        sizes(HoldBack.until(Mono.empty(), body)).subscribe().dispose();
        later.forEach(Runnable::run);

        assertThat(chunks.emittedBytes()).isZero();
    }

    private static Flux<Integer> sizes(Body body) {
        return body.chunks().map(chunk -> {
            int size = chunk.readableBytes();
            chunk.release();
            return size;
        });
    }
}
