package dev.s3gateway.server.http;

import io.netty.channel.Channel;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection that rests for too long between two requests. One timer for each connection, which looks when its
 * time may be up: Reactor Netty would put a handler with a timer of its own on and off the pipeline at each request. Runs
 * on the channel's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what became of a close, the channel itself tells
final class RestLimit {

    private final Channel channel;
    private final long limit;
    private long restingSince = System.nanoTime();
    private int unanswered;
    private @Nullable ScheduledFuture<?> timer;

    private RestLimit(Channel channel, Duration limit) {
        this.channel = channel;
        this.limit = limit.toNanos();
    }

    /** The connection rests from now on until its first request comes. */
    static RestLimit of(Channel channel, Duration limit) {
        RestLimit rest = new RestLimit(channel, limit);
        rest.lookIn(rest.limit);
        // A timer that ran on would keep what is closed in memory.
        channel.closeFuture().addListener(_ -> rest.stop());
        return rest;
    }

    /** A request has come in. */
    void interrupted() {
        unanswered++;
    }

    /** The socket has taken all of the answer to one. */
    void answered() {
        unanswered--;
        restingSince = System.nanoTime();
    }

    private void look() {
        long left = unanswered > 0 ? limit : restingSince + limit - System.nanoTime();
        if (left > 0) {
            lookIn(left);
        } else {
            channel.close();
        }
    }

    private void lookIn(long nanos) {
        timer = channel.eventLoop().schedule(this::look, nanos, TimeUnit.NANOSECONDS);
    }

    private void stop() {
        ScheduledFuture<?> running = timer;
        if (running != null) {
            running.cancel(false);
        }
    }
}
