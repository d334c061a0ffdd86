package dev.s3gateway.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** One upload of {@link TeeRandomTest}, everything about it drawn from its seed. */
final class RandomUpload {

    private enum Ending {
        WELL, SOURCE_FAILS, CANCELLED
    }

    private static final List<Ending> ENDINGS = List.of(Ending.values());

    private final long seed;
    private final Scheduler time;
    private final SplittableRandom random;
    private final Chunks chunks;
    private final TeePolicy policy;
    private final Ending ending;
    private final List<RandomLane> lanes;
    private final List<LaneOutcome<RandomLane, byte[]>> outcomes = new ArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicLong arrived = new AtomicLong();
    private final Disposable.Swap running = Disposables.swap();

    RandomUpload(long seed, Scheduler time, List<Temper> tempers) {
        this.seed = seed;
        this.time = time;
        this.random = new SplittableRandom(seed);
        this.chunks = Chunks.random(random.split(), random.nextInt(8) == 0 ? 0 : random.nextInt(300));
        this.policy = new TeePolicy(1 + random.nextInt(150), 1, Duration.ofSeconds(10), 0, Duration.ofSeconds(10),
                Optional.empty(), time);
        this.ending = random.nextInt(3) > 0 ? Ending.WELL : ENDINGS.get(random.nextInt(3));
        this.lanes = IntStream.range(0, 1 + random.nextInt(4))
                .mapToObj(_ -> tempers.get(random.nextInt(3) == 0 ? 0 : random.nextInt(tempers.size())))
                .map(temper -> new RandomLane(temper, time, random.split()))
                .toList();
    }

    void begin() {
        int cancelledAfter = random.nextInt(30);
        running.update(Tee.each(source(), lanes, policy, (lane, share) -> lane.temper().write(lane, share))
                .doFinally(_ -> over.countDown())
                .subscribe(this::add));
        if (ending == Ending.CANCELLED) {
            time.schedule(running::dispose, cancelledAfter, TimeUnit.MILLISECONDS);
        }
    }

    private Body source() {
        int failsAfter = random.nextInt(60);
        SplittableRandom pace = random.split();
        boolean silentAtTimes = random.nextBoolean();
        Flux<ByteBuf> paced = silentAtTimes
                ? chunks.flux().concatMap(chunk -> slow(chunk, pace.nextInt(40)), 0)
                : chunks.flux();
        Flux<ByteBuf> all = ending == Ending.SOURCE_FAILS
                ? paced.take(failsAfter).concatWith(Mono.error(new IllegalStateException("the client left")))
                : paced;
        return new Body.Streaming(OptionalLong.of(chunks.content().length),
                all.doOnNext(this::arrived).doOnRequest(_ -> assertBounded()));
    }

    private void arrived(ByteBuf chunk) {
        arrived.addAndGet(chunk.readableBytes());
    }

    private Flux<ByteBuf> slow(ByteBuf chunk, int millis) {
        AtomicBoolean handed = new AtomicBoolean();
        return Mono.delay(Duration.ofMillis(millis < 36 ? 0 : millis), time)
                .filter(_ -> handed.compareAndSet(false, true))
                .map(_ -> chunk)
                .doOnCancel(() -> {
                    if (handed.compareAndSet(false, true)) {
                        chunk.release();
                    }
                })
                .flux();
    }

    /** The lanes that are sure to read on are never further behind than the window when more is asked for. */
    private void assertBounded() {
        if (running.isDisposed()) {
            return; // lanes are cancelled one after the other; those that are do not count any more
        }
        for (RandomLane lane : lanes) {
            if (lane.temper().survives() && arrived.get() - lane.receivedBytes() >= policy.window()) {
                add(new LaneOutcome.Failed<>(lane, new AssertionError("the window was exceeded")));
            }
        }
    }

    private synchronized void add(LaneOutcome<RandomLane, byte[]> outcome) {
        outcomes.add(outcome);
    }

    boolean isOver() {
        return over.getCount() == 0;
    }

    void await() throws InterruptedException {
        if (!over.await(20, TimeUnit.SECONDS)) {
            throw new AssertionError("hangs: " + this);
        }
    }

    /** Where nobody may be dropped an upload may wait for a lane for ever: that is cancelled, and the rest must hold. */
    void giveUpWhatMayHang() {
        if (!isOver() && lanes.stream().anyMatch(lane -> lane.temper().hangs())) {
            running.dispose();
        }
    }

    synchronized void check() {
        assertThat(isOver()).as("%s is over", this).isTrue();
        for (LaneOutcome<RandomLane, byte[]> outcome : outcomes) {
            assertThat(isRight(outcome)).as("%s: %s", this, outcome).isTrue();
        }
        if (ending == Ending.WELL && lanes.stream().noneMatch(lane -> lane.temper().hangs())) {
            assertThat(outcomes).as(toString()).hasSameSizeAs(lanes);
        }
    }

    private boolean isRight(LaneOutcome<RandomLane, byte[]> outcome) {
        return switch (outcome) {
            case LaneOutcome.Answered<RandomLane, byte[]> answered -> !answered.lane().temper().survives()
                    || java.util.Arrays.equals(answered.answer(), chunks.content());
            case LaneOutcome.Failed<RandomLane, byte[]> failed -> !failed.lane().temper().survives()
                    || (ending == Ending.SOURCE_FAILS && "the client left".equals(failed.cause().getMessage()));
        };
    }

    void assertAllReleased() {
        assertThat(chunks.allReleased()).as("%s has released everything", this).isTrue();
    }

    boolean allReleased() {
        return chunks.allReleased();
    }

    @Override
    public String toString() {
        return "upload of seed %d (%d bytes, window %d, %s, %s)".formatted(seed, chunks.content().length,
                policy.window(), ending, lanes.stream().map(RandomLane::temper).toList());
    }
}
