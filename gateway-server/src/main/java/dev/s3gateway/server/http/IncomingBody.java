package dev.s3gateway.server.http;

import dev.s3gateway.bytes.Between;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.failure.Failure;
import dev.s3gateway.failure.Failure.Fault;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/**
 * From the socket to a {@link Body}: the socket's own buffers, retained once and never copied. Nothing is read, and no
 * {@code 100 Continue} is sent, before somebody subscribes. It ends cleanly only after the request's last byte.
 */
final class IncomingBody extends Flux<ByteBuf> {

    private final HttpServerRequest request;
    private final Channel channel;
    private final Arrival arrival;
    private final HttpLimits limits;

    IncomingBody(HttpServerRequest request, Channel channel, Arrival arrival, HttpLimits limits) {
        this.request = request;
        this.channel = channel;
        this.arrival = arrival;
        this.limits = limits;
    }

    /** Given up by leaving it alone: to subscribe would ask the client for it. What is unread, the reply deals with. */
    Body body(OptionalLong length) {
        return new Body.Streaming(length, this, Mono.empty());
    }

    @Override
    public void subscribe(CoreSubscriber<? super ByteBuf> actual) {
        request.receive().subscribe(new Reading(actual, arrival, new InboundPace(channel, arrival, limits)));
    }

    private static Failure clientGone(@Nullable Throwable cause) {
        return cause instanceof Failure failure
                ? failure
                : new Failure.Malformed(Fault.INCOMPLETE_BODY,
                        "You did not provide the number of bytes specified by the Content-Length HTTP header");
    }

    /** What Reactor Netty and the arrival tell, they tell on the event loop. */
    private static final class Reading extends Between<ByteBuf, ByteBuf> {

        private final Arrival arrival;
        private final InboundPace pace;
        private volatile boolean over;

        Reading(CoreSubscriber<? super ByteBuf> actual, Arrival arrival, InboundPace pace) {
            super(actual);
            this.arrival = arrival;
            this.pace = pace;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            super.onSubscribe(subscription);
            arrival.whenBroken(this::broken);
        }

        @Override
        protected void begin() {
            pace.start();
        }

        /** The chunk is released by whoever brought it. */
        @Override
        public void onNext(ByteBuf chunk) {
            if (!over) {
                arrival.count(chunk.readableBytes());
                actual.onNext(chunk.retain());
            }
        }

        @Override
        public void onComplete() {
            if (!arrival.isComplete()) {
                fail(clientGone(null));
            } else if (ends()) {
                arrival.wasRead();
                actual.onComplete();
            }
        }

        @Override
        public void onError(Throwable cause) {
            fail(clientGone(cause));
        }

        @Override
        public void cancel() {
            if (ends()) {
                super.cancel();
            }
        }

        private void broken(Throwable cause) {
            if (!over) {
                super.cancel();
                fail(cause);
            }
        }

        private void fail(Throwable cause) {
            if (ends()) {
                actual.onError(cause);
            }
        }

        private boolean ends() {
            boolean now = !over;
            over = true;
            pace.stop();
            return now;
        }
    }
}
