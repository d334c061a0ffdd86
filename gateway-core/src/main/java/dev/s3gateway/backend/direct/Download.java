package dev.s3gateway.backend.direct;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * From a socket to a body: the socket's own buffers, emitted on its event loop. What was read and not asked for waits
 * here, and the socket is not read meanwhile. A failure comes behind the chunks that came before it.
 */
final class Download extends Flux<ByteBuf> implements Subscription {

    /** What the socket's side learns of the reader, on the event loop. */
    interface Tap {

        /** There is room for more. */
        void wanted();

        /** The reader does not want the rest. */
        void left();
    }

    private final EventLoop loop;
    private final Tap tap;
    private final Deque<ByteBuf> queue = new ArrayDeque<>();
    private @Nullable CoreSubscriber<? super ByteBuf> reader;
    private long demand;
    private boolean emitting;
    private boolean whole;
    private @Nullable Throwable failure;
    private boolean over;

    Download(EventLoop loop, Tap tap) {
        this.loop = loop;
        this.tap = tap;
    }

    /** To be called once: the body that it is handed out in sees to that. */
    @Override
    public void subscribe(CoreSubscriber<? super ByteBuf> actual) {
        actual.onSubscribe(this);
        onLoop(() -> {
            reader = actual;
            drain();
        });
    }

    /** Whether somebody waits for more than there is. */
    boolean isHungry() {
        return !over && demand > queue.size();
    }

    /** Takes the chunk over. */
    void add(ByteBuf chunk) {
        if (over) {
            chunk.release();
        } else {
            queue.add(chunk);
            drain();
        }
    }

    void complete() {
        whole = true;
        drain();
    }

    void fail(Throwable cause) {
        if (failure == null && !whole) {
            failure = cause;
            drain();
        }
    }

    @Override
    public void request(long chunks) {
        if (Operators.validate(chunks)) {
            onLoop(() -> {
                demand = Operators.addCap(demand, chunks);
                drain();
            });
        }
    }

    @Override
    public void cancel() {
        onLoop(() -> {
            if (!over) {
                over = true;
                release();
                tap.left();
            }
        });
    }

    private void drain() {
        CoreSubscriber<? super ByteBuf> to = reader;
        if (to == null || emitting) {
            return;
        }
        emitting = true;
        while (!over && demand > 0 && !queue.isEmpty()) {
            demand = demand == Long.MAX_VALUE ? demand : demand - 1;
            to.onNext(queue.remove());
        }
        emitting = false;
        if (!over && queue.isEmpty()) {
            end(to);
        }
    }

    private void end(CoreSubscriber<? super ByteBuf> to) {
        Throwable cause = failure;
        if (cause != null) {
            over = true;
            to.onError(cause);
        } else if (whole) {
            over = true;
            to.onComplete();
        } else if (demand > 0) {
            tap.wanted();
        }
    }

    private void release() {
        for (ByteBuf chunk = queue.poll(); chunk != null; chunk = queue.poll()) {
            chunk.release();
        }
    }

    private void onLoop(Runnable action) {
        if (loop.inEventLoop()) {
            action.run();
            return;
        }
        try {
            loop.execute(action);
        } catch (RejectedExecutionException closed) {
            // The loop has ended: nothing comes any more, and the process is about to.
        }
    }
}
