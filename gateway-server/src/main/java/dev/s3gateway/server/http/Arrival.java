package dev.s3gateway.server.http;

import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * How far one request has come in. Written by the channel's handlers, on the event loop only. Reactor Netty ends a body
 * cleanly in some cases where it was cut; this is what knows better.
 */
final class Arrival {

    private final Sinks.Empty<Void> broken = Sinks.empty();
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
        broken.tryEmitError(cause);
    }

    /** Never completes; fails when the body does. */
    Mono<Void> broken() {
        return broken.asMono();
    }
}
