package dev.s3gateway.server.http;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How far one request has come in. Written by the channel's handlers, on the event loop only. Reactor Netty ends a body
 * cleanly in some cases where it was cut; this is what knows better.
 */
final class Arrival {

    private @Nullable Throwable broken;
    private Consumer<Throwable> reader = _ -> {};
    private volatile boolean complete;
    private volatile boolean read;
    private volatile long bytes;

    /** The last byte of the request has come in, in good framing. */
    void completed() {
        complete = true;
    }

    boolean isComplete() {
        return complete;
    }

    /** The body was read to its end by whoever answers. */
    void wasRead() {
        read = true;
    }

    boolean isRead() {
        return read;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer, the event loop; others only look
    void count(int more) {
        bytes += more;
    }

    long bytes() {
        return bytes;
    }

    /** Nothing more of this body is to be had. */
    void fail(Throwable cause) {
        // A second reason is no news.
        if (broken == null) {
            broken = cause;
            reader.accept(cause);
        }
    }

    /** Whoever reads the body is told, once, when it fails, or has. */
    void whenBroken(Consumer<Throwable> told) {
        reader = told;
        Throwable cause = broken;
        if (cause != null) {
            told.accept(cause);
        }
    }
}
