package dev.s3gateway.bytes;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Schedulers;

/**
 * Fails a stream that was asked for a chunk and sends none for so long. The clock stands still while nobody asks, so a
 * slow reader is never taken for a silent source, as Reactor's own {@code timeout} would; and a chunk that comes at the
 * very moment of the failure is released.
 */
public final class Stall extends Flux<ByteBuf> {

    private final Flux<ByteBuf> source;
    private final Duration patience;
    private final Supplier<? extends Throwable> failure;

    private Stall(Flux<ByteBuf> source, Duration patience, Supplier<? extends Throwable> failure) {
        this.source = source;
        this.patience = patience;
        this.failure = failure;
    }

    /** The same chunks, or the failure when the next one is {@code patience} late. */
    public static Flux<ByteBuf> after(Duration patience, Flux<ByteBuf> chunks, Supplier<? extends Throwable> failure) {
        return new Stall(chunks, patience, failure);
    }

    @Override
    public void subscribe(CoreSubscriber<? super ByteBuf> actual) {
        source.subscribe(new Watched(actual, patience, failure));
    }

    private static final class Watched implements CoreSubscriber<ByteBuf>, Subscription {

        /** The timer may only speak between chunks. */
        private enum State {
            BETWEEN, IN_CHUNK, OVER
        }

        private final CoreSubscriber<? super ByteBuf> actual;
        private final long patience;
        private final Supplier<? extends Throwable> failure;
        private final Disposable.Swap timer = Disposables.swap();
        private final AtomicLong asked = new AtomicLong();
        private final AtomicReference<State> state = new AtomicReference<>(State.BETWEEN);
        private Subscription source = Operators.emptySubscription();
        private volatile long since;

        Watched(CoreSubscriber<? super ByteBuf> actual, Duration patience, Supplier<? extends Throwable> failure) {
            this.actual = actual;
            this.patience = patience.toNanos();
            this.failure = failure;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            source = subscription;
            actual.onSubscribe(this);
            look(patience);
        }

        @Override
        public void onNext(ByteBuf chunk) {
            if (state.getAndUpdate(now -> now == State.OVER ? now : State.IN_CHUNK) == State.OVER) {
                chunk.release();
                return;
            }
            since = now();
            asked.updateAndGet(left -> left == Long.MAX_VALUE ? left : left - 1);
            actual.onNext(chunk);
            state.compareAndSet(State.IN_CHUNK, State.BETWEEN);
        }

        @Override
        public void onComplete() {
            if (state.getAndSet(State.OVER) != State.OVER) {
                timer.dispose();
                actual.onComplete();
            }
        }

        @Override
        public void onError(Throwable cause) {
            if (state.getAndSet(State.OVER) != State.OVER) {
                timer.dispose();
                actual.onError(cause);
            }
        }

        @Override
        public void request(long chunks) {
            // The clock is set before it may be looked at.
            if (asked.get() == 0) {
                since = now();
            }
            asked.updateAndGet(before -> Operators.addCap(before, chunks));
            source.request(chunks);
        }

        @Override
        public void cancel() {
            timer.dispose();
            source.cancel();
        }

        private void look(long inNanos) {
            if (!timer.isDisposed()) {
                timer.update(Schedulers.parallel().schedule(this::check, inNanos, TimeUnit.NANOSECONDS));
            }
        }

        private void check() {
            long silent = asked.get() == 0 ? 0 : now() - since;
            if (silent < patience) {
                look(patience - silent);
            } else if (state.compareAndSet(State.BETWEEN, State.OVER)) {
                source.cancel();
                actual.onError(failure.get());
            } else {
                look(patience);
            }
        }

        private static long now() {
            return Schedulers.parallel().now(TimeUnit.NANOSECONDS);
        }
    }
}
