package dev.s3gateway.replication.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.backend.Chunks;
import dev.s3gateway.backend.ScriptedStore;
import dev.s3gateway.backend.Scripts;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.replication.House;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** F11 for reads: a zone that drips is left for another copy. */
@Timeout(30)
class ReadFloorTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final ReadFloor floor = new ReadFloor(1024, Duration.ofSeconds(10), time);
    private final Chunks chunks = new Chunks();

    @AfterEach
    void nothingIsLeft() {
        chunks.assertAllReleased();
    }

    @Test
    void aZoneThatDripsIsGivenUp() {
        Flux<ByteBuf> dripping = everySecond(100, 200);

        StepVerifier.create(floor.under(dripping).doOnNext(ByteBuf::release))
                .then(() -> time.advanceTimeBy(Duration.ofMinutes(1)))
                .expectNextCount(9)
                .verifyError(StoreFailure.Unreachable.class);
    }

    @Test
    void aZoneThatKeepsTheFloorIsHeardToItsEnd() {
        Flux<ByteBuf> steady = everySecond(1100, 45);

        StepVerifier.create(floor.under(steady).doOnNext(ByteBuf::release))
                .then(() -> time.advanceTimeBy(Duration.ofMinutes(1)))
                .expectNextCount(45)
                .verifyComplete();
    }

    @Test
    void aReaderThatDripsIsNoSlowZone() {
        BaseSubscriber<ByteBuf> reader = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                // asks later
            }

            @Override
            protected void hookOnNext(ByteBuf chunk) {
                chunk.release();
            }
        };

        floor.under(chunks.of(new byte[5000], 100)).subscribe(reader);
        for (int i = 0; i < 50; i++) {
            time.advanceTimeBy(SECOND.multipliedBy(30));
            reader.request(1);
        }

        assertThat(chunks.emitted()).isEqualTo(50);
        assertThat(reader.isDisposed()).isTrue();
    }

    @Test
    void aBodyThatDripsGoesOnWithAnotherCopyAndTheLastOneMayDrip() {
        House house = House.of("first", "second");
        house.floor = new ReadFloor(100 << 20, Duration.ofMillis(50), Schedulers.parallel());
        byte[] body = new byte[500_000];
        new Random(3).nextBytes(body);
        assertThat(house.write("cat.jpg", body).complete()).isTrue();
        house.zone("first").on(ScriptedStore.Call.GET, Scripts.slowly(Duration.ofMillis(30)));
        house.zone("second").on(ScriptedStore.Call.GET, Scripts.slowly(Duration.ofMillis(30)));

        assertThat(house.read("cat.jpg")).isEqualTo(body);

        assertThat(house.zone("second").count(ScriptedStore.Call.GET)).isEqualTo(1);
        house.rest();
    }

    private Flux<ByteBuf> everySecond(int bytes, int times) {
        return Flux.interval(SECOND, time).take(times).map(_ -> Unpooled.wrappedBuffer(new byte[bytes]));
    }
}
