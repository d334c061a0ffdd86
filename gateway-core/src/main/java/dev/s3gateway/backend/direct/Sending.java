package dev.s3gateway.backend.direct;

import dev.s3gateway.bytes.Body;
import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.function.IntSupplier;

/** The body of a request. */
sealed interface Sending {

    Sending NOTHING = new Nothing();

    /** The sum that is sent behind the last byte, known when the body has ended; empty: none is. */
    Optional<IntSupplier> crc32c();

    /** Lets go of what was not sent. To be called once, whatever happened. */
    void end();

    record Nothing() implements Sending {
        @Override
        public Optional<IntSupplier> crc32c() {
            return Optional.empty();
        }

        @Override
        public void end() {
            // there is nothing to let go of
        }
    }

    /** All of it is at hand, and may be sent again. */
    record Whole(ByteBuf bytes, Optional<IntSupplier> crc32c) implements Sending {
        @Override
        public void end() {
            bytes.release();
        }
    }

    /** It comes in while it is sent. */
    record Stream(Body body, Optional<IntSupplier> crc32c) implements Sending {
        @Override
        public void end() {
            // Nothing to wait for, nothing to fail: a body that was read takes no notice.
            body.discard().subscribe();
        }
    }
}
