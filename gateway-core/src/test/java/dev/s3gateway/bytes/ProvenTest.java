package dev.s3gateway.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.publisher.TestPublisher;

class ProvenTest {

    private static final class Wrong extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final List<ByteBuf> made = new ArrayList<>();
    private final ByteArrayOutputStream got = new ByteArrayOutputStream();

    private ByteBuf chunk(byte[] bytes, int from, int length) {
        ByteBuf chunk = PooledByteBufAllocator.DEFAULT.directBuffer(Math.max(1, length))
                .writeBytes(bytes, from, length);
        made.add(chunk);
        return chunk;
    }

    private Flux<ByteBuf> cut(byte[] bytes, Random random) {
        return Flux.generate(() -> 0, (at, sink) -> {
            if (at == bytes.length) {
                sink.complete();
                return at;
            }
            int length = Math.min(bytes.length - at, random.nextInt(1 + bytes.length / 3 + 1));
            sink.next(chunk(bytes, at, length));
            return at + length;
        });
    }

    private static int crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    private static byte[] some(Random random) {
        byte[] bytes = new byte[random.nextInt(5) == 0 ? random.nextInt(2) : random.nextInt(20_000)];
        random.nextBytes(bytes);
        return bytes;
    }

    private boolean read(Flux<ByteBuf> chunks, int prefetch) {
        return Boolean.TRUE.equals(chunks.limitRate(prefetch).doOnNext(chunk -> {
            got.writeBytes(ByteBufUtil.getBytes(chunk));
            chunk.release();
        }).then().thenReturn(true).onErrorReturn(Wrong.class, false).block());
    }

    private void assertAllReleased() {
        assertThat(made).allMatch(chunk -> chunk.refCnt() == 0);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void howeverTheyAreCutTheRightBytesPass(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            byte[] bytes = some(random);
            got.reset();
            Flux<ByteBuf> source = random.nextBoolean()
                    ? cut(bytes, random)
                    : cut(bytes, random).subscribeOn(Schedulers.parallel());

            assertThat(read(Proven.by(bytes.length, crc(bytes), source, Wrong::new), 1 + random.nextInt(4))).isTrue();

            assertThat(got.toByteArray()).isEqualTo(bytes);
        }
        assertAllReleased();
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5, 6})
    void ofWrongBytesTheLastNeverPasses(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            byte[] bytes = some(random);
            int size = Math.max(0, bytes.length + random.nextInt(3) - 1);
            int sum = size == bytes.length ? crc(bytes) + 1 : crc(bytes);
            got.reset();

            assertThat(read(Proven.by(size, sum, cut(bytes, random), Wrong::new), 2)).isFalse();

            assertThat(got.size()).isLessThanOrEqualTo(Math.min(size, bytes.length));
            assertThat(got.size() < size || size == 0).as("something is missing").isTrue();
        }
        assertAllReleased();
    }

    @Test
    void whoLeavesBeforeTheEndLeavesNothingBehind() {
        byte[] bytes = {1, 2, 3};
        TestPublisher<ByteBuf> source = TestPublisher.create();
        BaseSubscriber<ByteBuf> reader = new BaseSubscriber<>() {
            @Override
            protected void hookOnNext(ByteBuf value) {
                value.release();
            }
        };
        Proven.by(3, crc(bytes), source.flux(), Wrong::new).subscribe(reader);
        source.next(chunk(bytes, 0, 2), chunk(bytes, 2, 1));
        assertThat(made.getLast().refCnt()).as("held back").isEqualTo(1);

        reader.cancel();

        source.assertCancelled();
        assertAllReleased();
    }

    @Test
    void aSourceThatFailsAtItsEndFailsTheWhole() {
        byte[] bytes = {1, 2, 3};
        Flux<ByteBuf> failing = Flux.defer(() -> Flux.just(chunk(bytes, 0, 3)))
                .concatWith(Flux.error(new Wrong()));

        assertThat(read(Proven.by(3, crc(bytes), failing, IllegalStateException::new), 1)).isFalse();

        assertThat(got.size()).isZero();
        assertAllReleased();
    }
}
