package dev.s3gateway.backend;

import dev.s3gateway.bytes.Body;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import reactor.core.publisher.Mono;

/** Reads bodies to their end, for fakes and assertions: every chunk is released, whatever comes. */
public final class Drained {

    private Drained() {}

    /** All bytes, once they are as many as were announced. */
    public static Mono<byte[]> of(Body body, int atMost) {
        return body.chunks()
                .collect(ByteArrayOutputStream::new, (bytes, chunk) -> take(chunk, bytes, limit(body, atMost)))
                .map(ByteArrayOutputStream::toByteArray)
                .doOnNext(bytes -> requireWhole(body, bytes.length));
    }

    private static long limit(Body body, int atMost) {
        return Math.min(body.length().orElse(atMost), atMost);
    }

    private static void take(ByteBuf chunk, ByteArrayOutputStream into, long limit) {
        try {
            if (into.size() + chunk.readableBytes() > limit) {
                throw new StoreFailure.Rejected("IncompleteBody", "more than the announced " + limit + " bytes");
            }
            chunk.readBytes(into, chunk.readableBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            chunk.release();
        }
    }

    private static void requireWhole(Body body, int read) {
        if (body.length().orElse(read) != read) {
            throw new StoreFailure.Rejected("IncompleteBody",
                    read + " bytes of the announced " + body.length().getAsLong());
        }
    }
}
