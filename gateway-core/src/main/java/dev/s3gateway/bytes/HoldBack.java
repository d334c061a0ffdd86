package dev.s3gateway.bytes;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Keeps the tail of a body until the body is proven: its last chunk, hence at least its last byte, passes only when the
 * source has completed and the gate has. The first failure of either is the failure of the stream, at once, and the
 * tail is released. This is why a bad body never becomes an object in a zone, and why a bad copy is never served as a
 * whole one.
 *
 * <p>Of an empty body there is nothing to hold: whoever must not send even the head of a request for it awaits the gate
 * himself.
 */
public final class HoldBack {

    private HoldBack() {}

    /**
     * The gate is subscribed to together with the body, so that its failure ends a long upload early: a check of the
     * body must therefore wait for the body's end by itself, as {@link Digests#results} does. A reader who leaves
     * cancels the gate.
     */
    public static Body.Streaming until(Mono<Void> gate, Body body) {
        Flux<ByteBuf> held = Flux.from(reader -> hold(gate, body, Operators.toCoreSubscriber(reader)));
        return new Body.Streaming(body.length(), held, body.discard());
    }

    private static void hold(Mono<Void> gate, Body body, CoreSubscriber<? super ByteBuf> reader) {
        Holding holding = new Holding(reader.currentContext());
        body.chunks().doOnDiscard(ByteBuf.class, ByteBuf::release).subscribe(holding);
        holding.outlet.subscribe(reader);
        holding.watch(gate);
    }

    private static final class Holding implements CoreSubscriber<ByteBuf>, Outlet.Tap {

        /** Stands where the tail was once it has gone either way. Empty chunks are never held. */
        private static final ByteBuf GONE = Unpooled.EMPTY_BUFFER;

        private final Context context;
        private final Outlet outlet = new Outlet(this);
        private final AtomicReference<@Nullable ByteBuf> tail = new AtomicReference<>();
        private final AtomicInteger awaited = new AtomicInteger(2); // the source and the gate
        private final Disposable.Swap gate = Disposables.swap();
        /** Some sources, such as a socket, are subscribed to on a thread of their own: what is asked before waits. */
        private final Operators.DeferredSubscription source = new Operators.DeferredSubscription();
        private boolean tailAskedFor;

        Holding(Context context) {
            this.context = context;
        }

        void watch(Mono<Void> mono) {
            gate.update(mono.subscribe(_ -> {}, this::abandon, this::oneIsDone, context));
        }

        @Override
        public Context currentContext() {
            return context;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            source.set(subscription);
        }

        @Override
        public void onNext(ByteBuf chunk) {
            if (!chunk.isReadable()) {
                chunk.release();
                source.request(1);
                return;
            }
            ByteBuf previous = tail.getAndUpdate(held -> isGone(held) ? GONE : chunk);
            if (isGone(previous)) {
                chunk.release();
            } else if (previous != null) {
                outlet.offer(previous);
            }
        }

        @Override
        public void onComplete() {
            oneIsDone();
        }

        @Override
        public void onError(Throwable failure) {
            abandon(failure);
        }

        @Override
        public void requested(long chunks) {
            // The chunk that is held is one more than the reader asked for.
            long more = tailAskedFor ? chunks : Operators.addCap(chunks, 1);
            tailAskedFor = true;
            source.request(more);
        }

        @Override
        public void left() {
            letGo();
        }

        @SuppressWarnings("ReferenceEquality") // this very object marks the end
        private static boolean isGone(@Nullable ByteBuf held) {
            return held == GONE;
        }

        private void oneIsDone() {
            if (awaited.decrementAndGet() == 0) {
                ByteBuf last = tail.getAndSet(GONE);
                if (last != null) {
                    outlet.offer(last);
                }
                outlet.complete();
            }
        }

        private void abandon(Throwable failure) {
            outlet.fail(failure);
            letGo();
        }

        private void letGo() {
            gate.dispose();
            source.cancel();
            ByteBuf last = tail.getAndSet(GONE);
            if (last != null) {
                last.release();
            }
        }
    }
}
