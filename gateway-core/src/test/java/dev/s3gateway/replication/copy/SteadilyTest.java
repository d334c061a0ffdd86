package dev.s3gateway.replication.copy;

import static dev.s3gateway.replication.House.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.s3gateway.bytes.Body;
import dev.s3gateway.bytes.LaneDropped;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** F10, F11 for copies: a claim that is renewed must not be renewed for ever. */
class SteadilyTest {

    private static final int CHUNK = 1000;
    private static final int CHUNKS = 5000;

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

    @Test
    void aZoneThatTakesNothingOfACopyIsGivenUp() {
        var copy = Steadily.<Long>send(body(), time, _ -> Mono.never()).toFuture();
        time.advanceTimeBy(Duration.ofSeconds(29));
        assertThat(copy).isNotDone();

        time.advanceTimeBy(Duration.ofSeconds(5));

        assertThatThrownBy(copy::join).hasCauseInstanceOf(LaneDropped.class);
    }

    @Test
    void aZoneThatTakesACopySlowlyGetsAllOfIt() {
        var copy = Steadily.<Long>send(body(), time,
                share -> share.chunks()
                        .concatMap(chunk -> Mono.delay(Duration.ofSeconds(9), time).thenReturn(chunk), 1)
                        .map(SteadilyTest::size)
                        .reduce(0L, Long::sum))
                .toFuture();

        time.advanceTimeBy(Duration.ofSeconds(9L * CHUNKS + 1));

        assertThat(await(Mono.fromFuture(copy))).isEqualTo((long) CHUNK * CHUNKS);
    }

    @Test
    void aZoneThatStopsInTheMiddleIsGivenUpAndTheSourceIsLetGo() {
        AtomicLong cancelled = new AtomicLong();
        Body body = new Body.Streaming(OptionalLong.of((long) CHUNK * CHUNKS),
                body().chunks().doOnCancel(cancelled::incrementAndGet));
        var copy = Steadily.<Void>send(body, time,
                share -> share.chunks()
                        .doOnNext(ByteBuf::release)
                        .index()
                        .concatMap(chunk -> chunk.getT1() < 10 ? Mono.<Void>empty() : Mono.<Void>never(), 0)
                        .then())
                .toFuture();

        time.advanceTimeBy(Duration.ofMinutes(2));

        assertThat(copy).isCompletedExceptionally();
        assertThat(cancelled).hasValue(1);
    }

    private static Body body() {
        return new Body.Streaming(OptionalLong.of((long) CHUNK * CHUNKS),
                Flux.range(0, CHUNKS).map(_ -> Unpooled.wrappedBuffer(new byte[CHUNK])));
    }

    private static long size(ByteBuf chunk) {
        long size = chunk.readableBytes();
        chunk.release();
        return size;
    }
}
