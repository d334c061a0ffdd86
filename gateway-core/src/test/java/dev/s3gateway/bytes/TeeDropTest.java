package dev.s3gateway.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** When a lane is given up, to the second, and when it never is. */
class TeeDropTest {

    private static final int WINDOW = 100;
    private static final int CHUNK = 10;
    private static final Duration STALL = Duration.ofSeconds(10);
    private static final Duration FLOOR_TIME = Duration.ofSeconds(20);

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final List<LaneOutcome<String, Long>> outcomes = new ArrayList<>();
    private final Chunks chunks = Chunks.of(2_000, CHUNK);
    private Disposable running = () -> {};

    @AfterEach
    void everythingIsReleased() {
        running.dispose();
        time.dispose();
        chunks.assertAllReleased();
    }

    @Test
    void aLaneThatTakesNothingForTenSecondsIsDroppedAndTheOthersFinish() {
        run(policy(1, 0, Optional.empty()), chunks.body(), Map.of("oslo", TeeDropTest::eager, "bergen", this::stuck));

        time.advanceTimeBy(STALL.minusSeconds(1));
        assertThat(outcomes).isEmpty();
        time.advanceTimeBy(Duration.ofSeconds(3));

        assertThat(reasonOf("bergen")).isEqualTo(LaneDropped.Reason.STALLED);
        assertThat(bytesOf("oslo")).isEqualTo(2_000);
    }

    @Test
    void aLaneThatNeverReadsItsBodyIsDroppedToo() {
        run(policy(1, 0, Optional.empty()), chunks.body(),
                Map.of("oslo", TeeDropTest::eager, "bergen", _ -> Mono.never()));

        time.advanceTimeBy(STALL.plusSeconds(2));

        assertThat(reasonOf("bergen")).isEqualTo(LaneDropped.Reason.STALLED);
        assertThat(bytesOf("oslo")).isEqualTo(2_000);
    }

    @Test
    void aSlowLaneIsWaitedForWhereTooFewWouldRemain() {
        // Half a byte a second: below any floor, and holding up the other; but needed.
        run(policy(2, 1000, Optional.of(Duration.ofSeconds(1))), chunks.body(),
                Map.of("oslo", TeeDropTest::eager, "bergen", share -> paced(share, Duration.ofSeconds(20))));

        time.advanceTimeBy(Duration.ofMinutes(67));

        assertThat(bytesOf("oslo")).isEqualTo(2_000);
        assertThat(bytesOf("bergen")).isEqualTo(2_000);
    }

    @Test
    void aSilentLaneWithoutWhichTooFewRemainIsGivenUpAfterThreeTimesTheStallTime() {
        run(policy(2, 0, Optional.empty()), chunks.body(), Map.of("oslo", TeeDropTest::eager, "bergen", this::stuck));

        time.advanceTimeBy(STALL.multipliedBy(3).minusSeconds(1));
        assertThat(outcomes).isEmpty();
        time.advanceTimeBy(Duration.ofSeconds(4));

        assertThat(reasonOf("bergen")).isEqualTo(LaneDropped.Reason.STALLED);
        assertThat(bytesOf("oslo")).isEqualTo(2_000);
    }

    @Test
    void aSilentClientIsNoLanesFault() {
        Body silent = new Body.Streaming(OptionalLong.of(2_000), chunks.flux().take(3).concatWith(Flux.never()));
        run(policy(1, 1 << 20, Optional.of(Duration.ofSeconds(1))), silent,
                Map.of("oslo", TeeDropTest::eager, "bergen", TeeDropTest::eager));

        time.advanceTimeBy(Duration.ofHours(1));

        assertThat(outcomes).isEmpty();
    }

    @Test
    void aLaneBelowTheFloorIsDroppedAfterTheFloorsTime() {
        // Ten bytes a second where a hundred are the least.
        run(policy(1, 100, Optional.empty()), chunks.body(),
                Map.of("oslo", TeeDropTest::eager, "bergen", share -> paced(share, Duration.ofSeconds(1))));

        time.advanceTimeBy(FLOOR_TIME.minusSeconds(2));
        assertThat(outcomes).isEmpty();
        time.advanceTimeBy(Duration.ofSeconds(6));

        assertThat(reasonOf("bergen")).isEqualTo(LaneDropped.Reason.TOO_SLOW);
        assertThat(bytesOf("oslo")).isEqualTo(2_000);
    }

    @Test
    void aLaneAboveTheFloorIsWaitedFor() {
        // A hundred bytes a second where ten are the least: slow, and in its right.
        run(policy(1, 10, Optional.empty()), chunks.body(),
                Map.of("oslo", TeeDropTest::eager, "bergen", share -> paced(share, Duration.ofMillis(100))));

        time.advanceTimeBy(Duration.ofSeconds(60));

        assertThat(bytesOf("oslo")).isEqualTo(2_000);
        assertThat(bytesOf("bergen")).isEqualTo(2_000);
    }

    @Test
    void underQuorumALaneThatKeepsEnoughDrainedLanesWaitingForASecondIsDropped() {
        run(policy(2, 0, Optional.of(Duration.ofSeconds(1))), chunks.body(), Map.of("oslo", TeeDropTest::eager,
                "tromso", TeeDropTest::eager, "bergen", share -> paced(share, Duration.ofMillis(300))));

        time.advanceTimeBy(Duration.ofMillis(800));
        assertThat(outcomes).isEmpty();
        time.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(reasonOf("bergen")).isEqualTo(LaneDropped.Reason.HELD_UP_A_QUORUM);
        assertThat(bytesOf("oslo")).isEqualTo(2_000);
        assertThat(bytesOf("tromso")).isEqualTo(2_000);
    }

    @Test
    void whereOnlyOneCanBeSparedTheOneThatLagsMostGoes() {
        run(policy(2, 0, Optional.empty()), chunks.body(), Map.of("oslo", TeeDropTest::eager, "tromso", this::stuck,
                "bergen", share -> paced(share, Duration.ofMillis(100))));

        time.advanceTimeBy(Duration.ofSeconds(60));

        assertThat(reasonOf("tromso")).isEqualTo(LaneDropped.Reason.STALLED);
        assertThat(bytesOf("bergen")).isEqualTo(2_000);
    }

    @Test
    void aBodyIsNotServedASecondTimeToALaneThatTriesAgain() {
        List<Throwable> second = new ArrayList<>();
        run(policy(0, 0, Optional.empty()), chunks.body(), Map.of("oslo", share -> eager(share)
                .flatMap(first -> eager(share).doOnError(second::add).onErrorReturn(first))));

        time.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(second).hasSize(1).first().isInstanceOf(IllegalStateException.class);
        assertThat(bytesOf("oslo")).isEqualTo(2_000);
    }

    @Test
    void whenEveryLaneHasLeftTheSourceIsCancelled() {
        List<String> source = new ArrayList<>();
        Body body = new Body.Streaming(OptionalLong.of(2_000), chunks.flux().doOnCancel(() -> source.add("cancelled")));
        run(policy(0, 0, Optional.empty()), body, Map.of("oslo", TeeDropTest::leaves, "bergen", TeeDropTest::leaves));

        time.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(source).containsExactly("cancelled");
        assertThat(outcomes).hasSize(2)
                .allSatisfy(
                        outcome -> assertThat(outcome).isInstanceOf(LaneOutcome.Failed.class));
    }

    @Test
    void aLaneThatAnswersEarlyDoesNotHoldUpTheOthers() {
        run(policy(0, 0, Optional.empty()), chunks.body(),
                Map.of("oslo", _ -> Mono.just(0L), "bergen", TeeDropTest::eager));

        time.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(bytesOf("oslo")).isZero();
        assertThat(bytesOf("bergen")).isEqualTo(2_000);
    }

    private interface Write {
        Mono<Long> of(Body share);
    }

    private void run(TeePolicy policy, Body body, Map<String, Write> lanes) {
        Write unknown = _ -> Mono.error(new AssertionError("no such lane"));
        running = Tee.each(body, List.copyOf(lanes.keySet()), policy,
                (lane, share) -> lanes.getOrDefault(lane, unknown).of(share)).subscribe(outcomes::add);
    }

    private TeePolicy policy(int required, long floor, Optional<Duration> quorumPatience) {
        return new TeePolicy(WINDOW, required, STALL, floor, FLOOR_TIME, quorumPatience, time);
    }

    private static Mono<Long> eager(Body share) {
        return share.chunks().map(TeeDropTest::swallowed).reduce(0L, Long::sum);
    }

    private static Mono<Long> leaves(Body share) {
        return share.chunks().take(1).map(TeeDropTest::swallowed).then(Mono.error(new IllegalStateException("left")));
    }

    /** Subscribes, takes one chunk, and then no other. */
    private Mono<Long> stuck(Body share) {
        return share.chunks().map(TeeDropTest::swallowed).concatMap(_ -> Mono.<Long>never(), 0).next();
    }

    private Mono<Long> paced(Body share, Duration pause) {
        return share.chunks()
                .map(TeeDropTest::swallowed)
                .concatMap(bytes -> Mono.delay(pause, time).thenReturn(bytes), 0)
                .reduce(0L, Long::sum);
    }

    private static long swallowed(ByteBuf chunk) {
        long bytes = chunk.readableBytes();
        chunk.release();
        return bytes;
    }

    private LaneDropped.Reason reasonOf(String lane) {
        return switch (outcomeOf(lane)) {
            case LaneOutcome.Failed<String, Long>(var _, LaneDropped dropped) -> dropped.reason();
            case LaneOutcome<String, Long> other -> throw new AssertionError("not dropped: " + other);
        };
    }

    private long bytesOf(String lane) {
        return switch (outcomeOf(lane)) {
            case LaneOutcome.Answered<String, Long>(var _, var bytes) -> bytes;
            case LaneOutcome<String, Long> other -> throw new AssertionError("not answered: " + other);
        };
    }

    private LaneOutcome<String, Long> outcomeOf(String lane) {
        return outcomes.stream()
                .filter(outcome -> outcome.lane().equals(lane))
                .findFirst()
                .orElseThrow(() -> new AssertionError(lane + " is still running: " + outcomes));
    }
}
