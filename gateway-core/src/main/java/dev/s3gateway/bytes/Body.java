package dev.s3gateway.bytes;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The bytes of an object on their way through.
 *
 * <p>Ownership: whoever receives a chunk releases it or hands it on, in the method that received it. Whoever is handed
 * a body reads it or {@linkplain #discard() discards} it; a body that a method returns has not been read yet. A chunk
 * that was emitted is never written to again.
 */
public sealed interface Body {

    Body EMPTY = new Buffered(new byte[0]);

    /** The number of bytes that {@link #chunks} will emit, when it is known beforehand. */
    OptionalLong length();

    /** The bytes. The subscriber owns each chunk. A streaming body can be subscribed to once. */
    Flux<ByteBuf> chunks();

    /** Gives up a body that nobody will read. Completes when its source has let go; safe to call more than once. */
    Mono<Void> discard();

    /**
     * Reads a small body into memory, so that it may be sent again; the only thing here that aggregates. Fails with
     * {@link BodyTooLong}, having given the body up, when there is more than {@code atMost} bytes of it.
     */
    static Mono<Buffered> collect(Body body, int atMost) {
        return Collected.of(body, atMost);
    }

    static Body of(String text) {
        return new Buffered(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Bytes on the heap: may be sent any number of times. The array is not copied and must not be changed. */
    @SuppressWarnings("ArrayRecordComponent") // identity is all that is ever asked of it
    record Buffered(byte[] bytes) implements Body {

        @Override
        public OptionalLong length() {
            return OptionalLong.of(bytes.length);
        }

        @Override
        public Flux<ByteBuf> chunks() {
            return bytes.length == 0 ? Flux.empty() : Flux.defer(() -> Flux.just(Unpooled.wrappedBuffer(bytes)));
        }

        @Override
        public Mono<Void> discard() {
            return Mono.empty();
        }
    }

    /** A stream that passes once. A second subscription to the chunks fails with {@link IllegalStateException}. */
    record Streaming(OptionalLong length, Flux<ByteBuf> chunks, Mono<Void> discard) implements Body {

        public Streaming {
            chunks = Once.only(chunks);
        }

        /** A stream whose source is given up by reading nothing of it: subscribing and cancelling at once. */
        public Streaming(OptionalLong length, Flux<ByteBuf> source) {
            Flux<ByteBuf> once = Once.only(source);
            this(length, once, Once.givenUp(once));
        }
    }
}
