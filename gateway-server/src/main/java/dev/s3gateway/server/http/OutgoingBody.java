package dev.s3gateway.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.concurrent.atomic.AtomicLong;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Asks for the next chunk only while the socket takes more. Reactor Netty asks for 128 chunks at once, which is 32 MiB
 * of ours for each slow reader; here it is the write watermark and one chunk. Holds no chunk itself.
 */
final class OutgoingBody extends FluxOperator<ByteBuf, ByteBuf> {

    private final Channel channel;

    OutgoingBody(Flux<ByteBuf> source, Channel channel) {
        super(source);
        this.channel = channel;
    }

    @Override
    public void subscribe(CoreSubscriber<? super ByteBuf> actual) {
        source.subscribe(new Gate(actual, channel));
    }

    private static final class Gate implements CoreSubscriber<ByteBuf>, Subscription {

        private final CoreSubscriber<? super ByteBuf> actual;
        private final Channel channel;
        private final AtomicLong wanted = new AtomicLong();
        private Subscription upstream = Operators.emptySubscription();
        /** Touched on the event loop only. */
        private boolean pulling;
        private volatile boolean over;

        Gate(CoreSubscriber<? super ByteBuf> actual, Channel channel) {
            this.actual = actual;
            this.channel = channel;
        }

        @Override
        public Context currentContext() {
            return actual.currentContext();
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            upstream = subscription;
            actual.onSubscribe(this);
        }

        @Override
        public void request(long n) {
            wanted.accumulateAndGet(n, Operators::addCap);
            later(this::pull);
        }

        private void pull() {
            if (over || pulling || wanted.get() == 0) {
                return;
            }
            if (!channel.isWritable() && channel.isActive()) {
                RequestGuard guard = channel.pipeline().get(RequestGuard.class);
                guard.whenWritable(this::pull);
                return;
            }
            pulling = true;
            wanted.decrementAndGet();
            upstream.request(1);
        }

        @Override
        public void onNext(ByteBuf chunk) {
            actual.onNext(chunk);
            // Behind the write of this chunk, which the subscriber has handed to the event loop just now.
            later(() -> {
                pulling = false;
                pull();
            });
        }

        @Override
        public void onError(Throwable failure) {
            over = true;
            actual.onError(failure);
        }

        @Override
        public void onComplete() {
            over = true;
            actual.onComplete();
        }

        @Override
        public void cancel() {
            over = true;
            upstream.cancel();
        }

        /** Always queued, never run at once: a source that answers at once must not grow the stack. */
        private void later(Runnable action) {
            channel.eventLoop().execute(action);
        }
    }
}
