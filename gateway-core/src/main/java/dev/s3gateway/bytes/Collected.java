package dev.s3gateway.bytes;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Gathers a small body on the heap. */
final class Collected {

    private final List<byte[]> parts = new ArrayList<>();
    private long size;

    private Collected() {}

    static Mono<Body.Buffered> of(Body body, int atMost) {
        return switch (body) {
            case Body.Buffered buffered when buffered.bytes().length <= atMost -> Mono.just(buffered);
            case Body long_ when long_.length().orElse(0) > atMost -> long_.discard().then(tooLong(atMost));
            case Body any -> Mono.defer(() -> gather(any.chunks(), atMost, new Collected()));
        };
    }

    private static Mono<Body.Buffered> gather(Flux<ByteBuf> chunks, int atMost, Collected collected) {
        return chunks.<byte[]>handle((chunk, sink) -> {
            collected.add(copied(chunk));
            if (collected.size > atMost) {
                sink.error(new BodyTooLong(atMost));
            }
        }).then(Mono.fromSupplier(collected::whole));
    }

    private static <T> Mono<T> tooLong(int atMost) {
        return Mono.error(() -> new BodyTooLong(atMost));
    }

    private static byte[] copied(ByteBuf chunk) {
        try {
            return ByteBufUtil.getBytes(chunk);
        } finally {
            chunk.release();
        }
    }

    private void add(byte[] part) {
        parts.add(part);
        size += part.length;
    }

    private Body.Buffered whole() {
        if (parts.size() == 1) {
            return new Body.Buffered(parts.getFirst());
        }
        byte[] bytes = new byte[Math.toIntExact(size)];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, bytes, at, part.length);
            at += part.length;
        }
        return new Body.Buffered(bytes);
    }
}
