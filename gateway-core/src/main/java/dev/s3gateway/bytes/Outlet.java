package dev.s3gateway.bytes;

import io.netty.buffer.ByteBuf;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.concurrent.Queues;

/**
 * A queue of chunks with one producer at a time and one reader, who may come late. Signals are emitted by whichever
 * thread finds work, one at a time and under no lock. A failure overtakes the queued chunks; whatever the reader will
 * never see is released here.
 */
final class Outlet extends Flux<ByteBuf> implements Subscription {

    /** What the producer learns of the reader, on the reader's thread. */
    interface Tap {

        /** The reader was handed a chunk of so many bytes. */
        default void taken(int bytes) {}

        default void requested(long chunks) {}

        /** The reader cancelled. Not called after the end. */
        default void left() {}
    }

    private static final AtomicLongFieldUpdater<Outlet> DEMAND = AtomicLongFieldUpdater.newUpdater(Outlet.class,
            "demand");

    private final Tap tap;
    private final Queue<ByteBuf> queue = Queues.<ByteBuf>unbounded(16).get();
    private final AtomicInteger work = new AtomicInteger();
    private volatile long demand;
    private volatile boolean completed;
    private volatile boolean closed;
    private volatile @Nullable Throwable failure;
    private volatile @Nullable CoreSubscriber<? super ByteBuf> reader;

    Outlet(Tap tap) {
        this.tap = tap;
    }

    /** To be called once: who hands the outlet out as a body sees to that. */
    @Override
    public void subscribe(CoreSubscriber<? super ByteBuf> actual) {
        actual.onSubscribe(this);
        reader = actual;
        drain();
    }

    /** Takes the chunk over, even when nobody will read it any more. */
    void offer(ByteBuf chunk) {
        queue.offer(chunk);
        drain();
    }

    void complete() {
        completed = true;
        drain();
    }

    /** The first failure counts. */
    void fail(Throwable cause) {
        if (failure == null) {
            failure = cause;
        }
        drain();
    }

    @Override
    public void request(long chunks) {
        if (Operators.validate(chunks)) {
            Operators.addCap(DEMAND, this, chunks);
            tap.requested(chunks);
            drain();
        }
    }

    @Override
    public void cancel() {
        if (!closed) {
            closed = true;
            drain();
            tap.left();
        }
    }

    private void drain() {
        if (work.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        do {
            emit();
            missed = work.addAndGet(-missed);
        } while (missed != 0);
    }

    private void emit() {
        CoreSubscriber<? super ByteBuf> to = reader;
        while (!closed && failure == null && to != null) {
            boolean last = completed; // read before the queue: what was offered before the end is seen
            ByteBuf chunk = demand > 0 ? queue.poll() : null;
            if (chunk != null) {
                hand(chunk, to);
            } else if (last && queue.isEmpty()) {
                closed = true;
                to.onComplete();
            } else {
                return;
            }
        }
        if (closed || failure != null) {
            release();
            tell(to);
        }
    }

    private void hand(ByteBuf chunk, CoreSubscriber<? super ByteBuf> to) {
        int bytes = chunk.readableBytes();
        Operators.produced(DEMAND, this, 1);
        to.onNext(chunk);
        tap.taken(bytes);
    }

    private void release() {
        for (ByteBuf chunk = queue.poll(); chunk != null; chunk = queue.poll()) {
            chunk.release();
        }
    }

    private void tell(@Nullable CoreSubscriber<? super ByteBuf> to) {
        Throwable cause = failure;
        if (!closed && cause != null && to != null) {
            closed = true;
            to.onError(cause);
        }
    }
}
