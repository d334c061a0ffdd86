package dev.s3gateway.backend.direct;

import dev.s3gateway.backend.StoreFailure;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

/**
 * From a body to a socket: asks for one chunk at a time, while the socket takes more, and hands it on as it is. The
 * chunk that makes the announced length full is held back until the body has ended well: with it the zone would take
 * the upload for done.
 */
final class Upload implements CoreSubscriber<ByteBuf> {

    private final Exchange exchange;
    private final Line line;
    private final EventLoop loop;
    private final long announced;
    private final Framing framing;
    private Subscription source = Operators.emptySubscription();
    private long seen;
    private boolean asked;
    private boolean over;
    private @Nullable ByteBuf held;

    /** A chunk is on its way from another thread: what comes behind it must not overtake it. */
    private volatile boolean queued;

    Upload(Exchange exchange, Line line, EventLoop loop, long announced, Framing framing) {
        this.exchange = exchange;
        this.line = line;
        this.loop = loop;
        this.announced = announced;
        this.framing = framing;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        source = subscription;
        onLoop(this::pull);
    }

    @Override
    public void onNext(ByteBuf chunk) {
        if (loop.inEventLoop()) {
            take(chunk);
            return;
        }
        queued = true;
        try {
            loop.execute(() -> {
                queued = false;
                take(chunk);
            });
        } catch (RejectedExecutionException closed) {
            chunk.release();
        }
    }

    @Override
    public void onComplete() {
        onLoop(this::ended);
    }

    @Override
    public void onError(Throwable failure) {
        onLoop(() -> fail(failure));
    }

    /** Asks for more, if the socket takes more. */
    void pull() {
        if (!over && !asked && line.isWritable()) {
            asked = true;
            source.request(1);
        }
    }

    /** Nothing more is wanted of the body. */
    void stop() {
        if (!over) {
            over = true;
            source.cancel();
            release();
        }
    }

    private void take(ByteBuf chunk) {
        asked = false;
        if (over || !chunk.isReadable()) {
            chunk.release();
        } else {
            seen += chunk.readableBytes();
            if (seen < announced) {
                framing.add(chunk, line::write);
            } else if (seen == announced) {
                held = chunk;
            } else {
                chunk.release();
                incomplete("more than the announced " + announced + " bytes");
            }
        }
        pull();
    }

    private void ended() {
        ByteBuf last = held;
        if (over) {
            return;
        }
        if (seen != announced) {
            incomplete(seen + " bytes of the announced " + announced);
            return;
        }
        over = true;
        held = null;
        if (last != null) {
            framing.add(last, line::write);
        }
        framing.end(line::write);
        exchange.sent();
    }

    private void incomplete(String words) {
        source.cancel();
        fail(new StoreFailure.Rejected("IncompleteBody", words));
    }

    private void fail(Throwable cause) {
        if (!over) {
            over = true;
            release();
            exchange.fail(cause);
        }
    }

    private void release() {
        framing.release();
        ByteBuf last = held;
        held = null;
        if (last != null) {
            last.release();
        }
    }

    private void onLoop(Runnable action) {
        if (loop.inEventLoop() && !queued) {
            action.run();
            return;
        }
        try {
            loop.execute(action);
        } catch (RejectedExecutionException closed) {
            // The loop has ended, and with it the connection and all that it held.
            source.cancel();
        }
    }
}
