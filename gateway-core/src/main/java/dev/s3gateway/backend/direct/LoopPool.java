package dev.s3gateway.backend.direct;

import dev.s3gateway.backend.StoreFailure;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One event loop's connections to one machine of a zone. Touched by that loop only, so nothing here is locked. */
@SuppressWarnings("FutureReturnValueIgnored") // the clock runs until it finds nothing to watch
final class LoopPool {

    private static final long LOOK_MILLIS = 100;

    private final EventLoop loop;
    private final Dialer dialer;
    private final DirectLimits limits;
    private final Signer signer;

    /** The one used last comes first: in a lull the others grow old and go. */
    private final Deque<Line> idle = new ArrayDeque<>();
    private final Set<Line> lines = new HashSet<>();
    private final Deque<Exchange> waiting = new ArrayDeque<>();
    private int dialing;
    private boolean watching;
    private boolean closed;

    LoopPool(EventLoop loop, Dialer dialer, DirectLimits limits, Signer signer) {
        this.loop = loop;
        this.dialer = dialer;
        this.limits = limits;
        this.signer = signer;
    }

    EventLoop loop() {
        return loop;
    }

    Signer signer() {
        return signer;
    }

    long now() {
        return System.nanoTime();
    }

    /** Carries the exchange out on a connection that rests, on a new one, or on the first that comes free. */
    void carry(Exchange exchange) {
        if (exchange.isOver()) {
            return; // nobody waited for it any more before it had begun
        }
        Line line = rested();
        if (line != null) {
            line.carry(exchange);
        } else {
            dial(exchange);
        }
    }

    /** The same on a connection that nobody has used. */
    void dial(Exchange exchange) {
        if (closed) {
            exchange.fail(new StoreFailure.Unreachable("the connections to the zone are closed", null));
            return;
        }
        waiting.add(exchange);
        watch();
        dialIfNeeded();
    }

    void withdraw(Exchange exchange) {
        if (!waiting.isEmpty()) {
            waiting.remove(exchange);
        }
    }

    void giveBack(Line line, boolean mayBeFollowed) {
        long now = now();
        line.rest(now);
        if (closed || !mayBeFollowed || !line.isOpen() || isOld(line, now)) {
            line.close();
            return;
        }
        Exchange next = waiting.poll();
        if (next != null) {
            line.carry(next);
        } else {
            idle.push(line);
        }
        line.read();
    }

    /** It is closed. */
    void forget(Line line) {
        lines.remove(line);
        idle.remove(line);
        dialIfNeeded();
    }

    void close() {
        closed = true;
        List.copyOf(waiting)
                .forEach(exchange -> exchange.fail(new StoreFailure.Unreachable("the gateway stops", null)));
        List.copyOf(lines).forEach(Line::hangUp);
    }

    private @Nullable Line rested() {
        long now = now();
        for (Line line = idle.poll(); line != null; line = idle.poll()) {
            if (line.isOpen() && !isOld(line, now)) {
                return line;
            }
            line.close();
        }
        return null;
    }

    private boolean isOld(Line line, long now) {
        return now - line.born() > limits.age().toNanos();
    }

    private void dialIfNeeded() {
        while (!closed && dialing < waiting.size() && lines.size() + dialing < limits.connections()) {
            dialing++;
            dialer.dial(loop).addListener((Future<Channel> attempt) -> dialed(attempt));
        }
    }

    private void dialed(Future<Channel> attempt) {
        dialing--;
        if (!attempt.isSuccess()) {
            Exchange first = waiting.poll();
            if (first != null) {
                first.fail(new StoreFailure.Unreachable("no connection: " + attempt.cause(), attempt.cause()));
            }
            dialIfNeeded();
            return;
        }
        Channel channel = attempt.getNow();
        if (!channel.isActive()) {
            // It ended before anybody could be told: of a line made now nothing would ever be heard.
            dialIfNeeded();
            return;
        }
        Line line = new Line(this, channel, channel.pipeline().get(AnswerDecoder.class), now());
        channel.pipeline().addLast(line);
        lines.add(line);
        watch();
        giveBack(line, true);
    }

    private void watch() {
        if (!watching) {
            watching = true;
            loop.schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        watching = false;
        long now = now();
        List.copyOf(waiting).forEach(exchange -> exchange.look(now, limits));
        for (Line line : List.copyOf(lines)) {
            Exchange current = line.current();
            if (current != null) {
                current.look(now, limits);
            } else if (now - line.restingSince() > limits.idle().toNanos() || isOld(line, now)) {
                line.close();
            }
        }
        if (!waiting.isEmpty() || !lines.isEmpty()) {
            watch();
        }
    }
}
