package dev.s3gateway.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import reactor.core.publisher.Flux;

/** A source of pooled chunks that remembers each, so that a test can ask for the references that are left. */
final class Chunks {

    private final byte[] content;
    private final int[] sizes;
    private final List<ByteBuf> emitted = new ArrayList<>();
    private final AtomicLong bytes = new AtomicLong();

    private Chunks(byte[] content, int[] sizes) {
        this.content = content;
        this.sizes = sizes;
    }

    static Chunks of(int total, int chunk) {
        int[] sizes = new int[(total + chunk - 1) / chunk];
        Arrays.fill(sizes, chunk);
        return new Chunks(pattern(total), sizes);
    }

    /** Cut anywhere; now and then into single bytes, or into nothing. */
    static Chunks random(RandomGenerator random, int total) {
        int widest = random.nextInt(8) == 0 ? 1 : 1 + random.nextInt(80);
        int[] sizes = random.ints(2L * total + 1, 0, widest + 1).toArray();
        return new Chunks(pattern(total), sizes);
    }

    private static byte[] pattern(int total) {
        byte[] content = new byte[total];
        for (int i = 0; i < total; i++) {
            content[i] = (byte) (i * 31 + (i >>> 8));
        }
        return content;
    }

    byte[] content() {
        return content.clone();
    }

    /** How many bytes have been handed out. */
    long emittedBytes() {
        return bytes.get();
    }

    int largest() {
        return Arrays.stream(sizes).max().orElse(0);
    }

    Body.Streaming body() {
        return new Body.Streaming(OptionalLong.of(content.length), flux());
    }

    /** The chunks, made when they are asked for. */
    Flux<ByteBuf> flux() {
        return Flux.generate(() -> 0, (i, sink) -> {
            int from = (int) bytes.get();
            if (from == content.length) {
                sink.complete();
                return i;
            }
            int size = i < sizes.length ? Math.min(sizes[i], content.length - from) : content.length - from;
            sink.next(chunk(from, size));
            return i + 1;
        });
    }

    private synchronized ByteBuf chunk(int from, int size) {
        ByteBuf chunk = PooledByteBufAllocator.DEFAULT.directBuffer(Math.max(1, size));
        chunk.writeBytes(content, from, size);
        emitted.add(chunk);
        bytes.addAndGet(size);
        return chunk;
    }

    synchronized boolean allReleased() {
        return emitted.stream().allMatch(chunk -> chunk.refCnt() == 0);
    }

    synchronized void assertAllReleased() {
        assertThat(emitted).allSatisfy(chunk -> assertThat(chunk.refCnt()).isZero());
    }
}
