package dev.s3gateway.backend.direct;

import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/** How the bytes of one body stand on the wire. Used once, by one thread at a time. */
interface Framing {

    /** They are all that is sent. */
    final class None implements Framing {

        @Override
        public void add(ByteBuf bytes, Consumer<ByteBuf> wire) {
            wire.accept(bytes);
        }

        @Override
        public void end(Consumer<ByteBuf> wire) {
            // the last byte is the end
        }

        @Override
        public void whole(ByteBuf body, ByteBuf all) {
            all.writeBytes(body, body.readerIndex(), body.readableBytes());
        }

        @Override
        public void release() {
            // nothing is kept
        }
    }

    /** Takes the next bytes over and hands on what can leave. */
    void add(ByteBuf bytes, Consumer<ByteBuf> wire);

    /** After the last byte: hands on what comes behind it. */
    void end(Consumer<ByteBuf> wire);

    /**
     * Instead of these: writes a small body, all of which is at hand, behind what {@code all} holds. It stays with the
     * caller.
     */
    void whole(ByteBuf body, ByteBuf all);

    /** Lets go of what will not be sent. */
    void release();
}
