package dev.s3gateway.server.http;

import dev.s3gateway.failure.Failure;
import dev.s3gateway.failure.Failure.Fault;
import io.netty.channel.Channel;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches how fast a body comes in while we want it. Time in which nobody asks for bytes is not counted: a slow zone
 * must not be blamed on the client. Runs on the channel's event loop.
 */
final class InboundPace {

    private final Channel channel;
    private final Arrival arrival;
    private final HttpLimits limits;
    private final long tick;

    private @Nullable ScheduledFuture<?> timer;
    private long seen;
    private long idle;
    private long waited;

    InboundPace(Channel channel, Arrival arrival, HttpLimits limits) {
        this.channel = channel;
        this.arrival = arrival;
        this.limits = limits;
        this.tick = Math.min(1000, Math.max(20, limits.bodyIdleTime().toMillis() / 4));
    }

    void start() {
        if (!arrival.isComplete()) {
            timer = channel.eventLoop().scheduleAtFixedRate(this::look, tick, tick, TimeUnit.MILLISECONDS);
        }
    }

    void stop() {
        ScheduledFuture<?> running = timer;
        if (running != null) {
            running.cancel(false);
        }
    }

    private void look() {
        if (!channel.config().isAutoRead()) {
            return;
        }
        waited += tick;
        idle = arrival.bytes() > seen ? 0 : idle + tick;
        seen = arrival.bytes();
        if (idle >= limits.bodyIdleTime().toMillis() || isBelowFloor()) {
            arrival.fail(new Failure.Malformed(Fault.REQUEST_TIMEOUT,
                    "Your socket connection to the server was not read from or written to within the timeout period."));
        }
    }

    private boolean isBelowFloor() {
        return waited > limits.bodyFloorGrace().toMillis() && seen * 1000 < limits.bodyFloorRate() * waited;
    }
}
