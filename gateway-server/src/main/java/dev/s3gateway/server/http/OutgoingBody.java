package dev.s3gateway.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntConsumer;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * From a body to the client's socket: each chunk is written as it comes, and the next one asked for only while the
 * socket takes more. A large chunk is flushed at once, while the processor's cache still holds it; small ones leave
 * together at the end of the event loop's turn. Reactor Netty's sender would ask for 128 chunks at once, 32 MiB of ours
 * for each slow reader, and take three tasks for each. Completes when the socket has taken everything.
 */
final class OutgoingBody extends Mono<Void> {

    /** From here on a chunk is worth a system call of its own. */
    private static final int LARGE = 64 * 1024;

    private final Flux<ByteBuf> source;
    private final Channel channel;
    private final IntConsumer counter;

    /** {@code counter} is told of the bytes of each chunk, on the event loop. */
    OutgoingBody(Flux<ByteBuf> source, Channel channel, IntConsumer counter) {
        this.source = source;
        this.channel = channel;
        this.counter = counter;
    }

    @Override
    public void subscribe(CoreSubscriber<? super Void> actual) {
        source.subscribe(new Writer(actual, channel, counter));
    }

    /** All but what the source calls runs on the event loop. */
    private static final class Writer implements CoreSubscriber<ByteBuf>, Subscription {

        private final CoreSubscriber<? super Void> actual;
        private final Context context;
        private final Channel channel;
        private final EventLoop loop;
        private final IntConsumer counter;
        private Subscription upstream = Operators.emptySubscription();
        private boolean asked;
        private boolean pulling;
        private boolean flushing;
        private boolean ended;
        private int unwritten;
        private volatile boolean over;

        /** Something is on its way from another thread: what comes behind it must not overtake it. */
        private volatile boolean queued;

        Writer(CoreSubscriber<? super Void> actual, Channel channel, IntConsumer counter) {
            this.actual = actual;
            // What an operator of the source has queued when the client leaves.
            this.context = Operators.enableOnDiscard(actual.currentContext(), ReferenceCountUtil::release);
            this.channel = channel;
            this.loop = channel.eventLoop();
            this.counter = counter;
        }

        @Override
        public Context currentContext() {
            return context;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            upstream = subscription;
            actual.onSubscribe(this);
            onLoop(this::pull);
        }

        /** There is nothing to ask a Mono of nothing for. */
        @Override
        public void request(long n) {}

        @Override
        public void cancel() {
            over = true;
            upstream.cancel();
        }

        @Override
        public void onNext(ByteBuf chunk) {
            if (loop.inEventLoop() && !queued) {
                write(chunk);
                return;
            }
            queued = true;
            try {
                loop.execute(() -> {
                    queued = false;
                    write(chunk);
                });
            } catch (RejectedExecutionException closed) {
                chunk.release();
            }
        }

        @Override
        public void onComplete() {
            onLoop(() -> {
                ended = true;
                endIfWritten();
            });
        }

        @Override
        public void onError(Throwable failure) {
            onLoop(() -> fail(failure));
        }

        /** A source that answers at once comes back here from within the request: it must not grow the stack. */
        private void pull() {
            if (pulling) {
                return;
            }
            pulling = true;
            while (!over && !ended && !asked && mayWrite()) {
                asked = true;
                upstream.request(1);
            }
            pulling = false;
        }

        private boolean mayWrite() {
            if (channel.isWritable() || !channel.isActive()) {
                return true;
            }
            channel.pipeline().get(RequestGuard.class).whenWritable(this::pull);
            return false;
        }

        private void write(ByteBuf chunk) {
            asked = false;
            int size = chunk.readableBytes();
            if (over || size == 0) {
                chunk.release();
            } else {
                counter.accept(size);
                unwritten++;
                channel.write(new DefaultHttpContent(chunk)).addListener(this::written);
                flush(size);
            }
            pull();
        }

        private void flush(int size) {
            if (size >= LARGE) {
                channel.flush();
            } else if (!flushing) {
                flushing = true;
                loop.execute(() -> {
                    flushing = false;
                    channel.flush();
                });
            }
        }

        private void written(Future<? super Void> done) {
            unwritten--;
            if (done.isSuccess()) {
                endIfWritten();
            } else {
                upstream.cancel();
                fail(done.cause());
            }
        }

        private void endIfWritten() {
            if (ended && unwritten == 0 && !over) {
                over = true;
                actual.onComplete();
            }
        }

        private void fail(Throwable cause) {
            if (!over) {
                over = true;
                actual.onError(cause);
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
                // The loop has ended, and with it the connection and whoever answered on it.
                upstream.cancel();
            }
        }
    }
}
