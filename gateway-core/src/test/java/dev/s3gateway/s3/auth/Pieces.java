package dev.s3gateway.s3.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Flux;

/** Bytes cut into pooled pieces of given sizes, each remembered, so that a test can ask who still holds one. */
final class Pieces {

    private final byte[] content;
    private final int[] sizes;
    private final List<ByteBuf> emitted = new ArrayList<>();

    Pieces(byte[] content, int... sizes) {
        this.content = content;
        this.sizes = sizes;
    }

    Flux<ByteBuf> flux() {
        return Flux.generate(() -> 0, (from, sink) -> {
            if (from == content.length) {
                sink.complete();
                return from;
            }
            int size = Math.min(sizes[emitted.size() % sizes.length], content.length - from);
            ByteBuf piece = PooledByteBufAllocator.DEFAULT.directBuffer(size).writeBytes(content, from, size);
            emitted.add(piece);
            sink.next(piece);
            return from + size;
        });
    }

    void assertAllReleased() {
        assertThat(emitted).allSatisfy(piece -> assertThat(piece.refCnt()).isZero());
    }
}
