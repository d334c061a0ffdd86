package dev.s3gateway.backend;

import dev.s3gateway.bytes.Body;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A source of counted chunks that remembers each one, to show at the end that all of them were released. They are
 * direct but not pooled: a pool would hand the same object out again, and its count would speak of a stranger.
 */
public final class Chunks {

    private final Queue<ByteBuf> emitted = new ConcurrentLinkedQueue<>();
    private final AtomicInteger untouched = new AtomicInteger();

    /** The bytes as a streaming body, in chunks of this size (the last one may be shorter). */
    public Body body(byte[] bytes, int chunkSize) {
        return announcing(bytes.length, of(bytes, chunkSize));
    }

    /** A body whose announced length may be a lie. */
    public Body announcing(long length, Flux<ByteBuf> chunks) {
        untouched.incrementAndGet();
        AtomicBoolean first = new AtomicBoolean(true);
        Runnable touch = () -> untouched.addAndGet(first.getAndSet(false) ? -1 : 0);
        return new Body.Streaming(OptionalLong.of(length), chunks.doFirst(touch), Mono.fromRunnable(touch));
    }

    public Flux<ByteBuf> of(byte[] bytes, int chunkSize) {
        return Flux.range(0, (bytes.length + chunkSize - 1) / chunkSize)
                .map(i -> counted(bytes, i * chunkSize, Math.min(chunkSize, bytes.length - i * chunkSize)));
    }

    /** The bytes as a streaming body cut at places that the seed chooses. */
    public Body body(byte[] bytes, Random random) {
        return announcing(bytes.length, Flux.generate(() -> 0, (at, sink) -> {
            if (at == bytes.length) {
                sink.complete();
                return at;
            }
            int length = 1 + random.nextInt(Math.min(bytes.length - at, 100_000));
            sink.next(counted(bytes, at, length));
            return at + length;
        }));
    }

    /** How many chunks have been emitted so far. */
    public int emitted() {
        return emitted.size();
    }

    /** Fails unless every body was read or discarded, and every chunk released, now or within a few seconds (a cancelled store lets go when it can). */
    public void assertAllReleased() {
        Boolean released = Flux.interval(Duration.ZERO, Duration.ofMillis(5))
                .map(_ -> held().isEmpty() && untouched.get() == 0)
                .filter(done -> done)
                .next()
                .timeout(Duration.ofSeconds(5), Mono.just(false))
                .block();
        if (!Boolean.TRUE.equals(released)) {
            throw new AssertionError(untouched + " bodies were neither read nor discarded; " + held().size() + " of "
                    + emitted.size() + " chunks are still held: " + held());
        }
    }

    private List<ByteBuf> held() {
        return emitted.stream().filter(chunk -> chunk.refCnt() != 0).toList();
    }

    private ByteBuf counted(byte[] bytes, int offset, int length) {
        ByteBuf chunk = Unpooled.directBuffer(length).writeBytes(bytes, offset, length);
        emitted.add(chunk);
        return chunk;
    }
}
