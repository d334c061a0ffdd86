package dev.s3gateway.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

class TeeTest {

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

    @AfterEach
    void stopTheClock() {
        time.dispose();
    }

    @Test
    void everyLaneGetsEveryByte() {
        Chunks chunks = Chunks.of(5_000, 7);

        var outcomes = run(chunks, List.of("oslo", "bergen", "tromso"), (_, share) -> read(share));

        assertThat(outcomes).hasSize(3).allSatisfy(outcome -> assertThat(bytesOf(outcome)).isEqualTo(chunks.content()));
        chunks.assertAllReleased();
    }

    @Test
    void aLaneThatRefusesAtOnceDoesNotStallTheOthers() {
        Chunks chunks = Chunks.of(5_000, 7);

        var outcomes = run(chunks, List.of("oslo", "bergen"),
                (lane, share) -> lane.equals("oslo") ? Mono.error(new IllegalStateException("no")) : read(share));

        assertThat(outcomes.getFirst()).isInstanceOf(LaneOutcome.Failed.class);
        assertThat(bytesOf(outcomes.getLast())).isEqualTo(chunks.content());
        chunks.assertAllReleased();
    }

    @Test
    void anEmptyBodyReachesEveryLane() {
        var outcomes = run(Chunks.of(0, 1), List.of("oslo", "bergen"), (_, share) -> read(share));

        assertThat(outcomes).hasSize(2).allSatisfy(outcome -> assertThat(bytesOf(outcome)).isEmpty());
    }

    private static List<LaneOutcome<String, byte[]>> run(Chunks chunks, List<String> lanes,
            BiFunction<String, Body, Mono<byte[]>> write) {
        TeePolicy policy = new TeePolicy(100, 1, Duration.ofSeconds(10), 1 << 20, Duration.ofSeconds(10),
                Optional.empty(), Schedulers.parallel());
        return Tee.each(chunks.body(), lanes, policy, write).collectList().blockOptional().orElseThrow();
    }

    private static Mono<byte[]> read(Body body) {
        return Body.collect(body, 1 << 20).map(Body.Buffered::bytes);
    }

    private static byte[] bytesOf(LaneOutcome<String, byte[]> outcome) {
        return switch (outcome) {
            case LaneOutcome.Answered<String, byte[]> answered -> answered.answer();
            case LaneOutcome.Failed<String, byte[]> failed -> throw new AssertionError(failed.cause());
        };
    }
}
