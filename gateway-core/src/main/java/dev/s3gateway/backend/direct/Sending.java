package dev.s3gateway.backend.direct;

import dev.s3gateway.bytes.Body;
import io.netty.buffer.ByteBuf;

/** The body of a request. */
sealed interface Sending {

    Sending NOTHING = new Nothing();

    /** Lets go of what was not sent. To be called once, whatever happened. */
    void end();

    record Nothing() implements Sending {
        @Override
        public void end() {
            // there is nothing to let go of
        }
    }

    /** All of it is at hand, and may be sent again. */
    record Whole(ByteBuf bytes) implements Sending {
        @Override
        public void end() {
            bytes.release();
        }
    }

    /** It comes in while it is sent. */
    record Stream(Body body) implements Sending {
        @Override
        public void end() {
            // Nothing to wait for, nothing to fail: a body that was read takes no notice.
            body.discard().subscribe();
        }
    }
}
