package dev.s3gateway.server.http;

import dev.s3gateway.bytes.Body;
import dev.s3gateway.failure.Failure;
import dev.s3gateway.failure.Failure.Fault;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/**
 * From the socket to a {@link Body}: the socket's own buffers, retained once and never copied. Nothing is read, and no
 * {@code 100 Continue} is sent, before somebody subscribes. It ends cleanly only after the request's last byte.
 */
final class IncomingBody {

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
        return new Body.Streaming(length, Flux.defer(this::chunks), Mono.empty());
    }

    private Flux<ByteBuf> chunks() {
        InboundPace pace = new InboundPace(channel, arrival, limits);
        return request.receive()
                .doOnNext(chunk -> arrival.count(chunk.readableBytes()))
                .map(ByteBuf::retain)
                .doOnSubscribe(_ -> pace.start())
                .doFinally(_ -> pace.stop())
                .onErrorMap(IncomingBody::clientGone)
                .takeUntilOther(arrival.broken())
                .concatWith(Mono.defer(this::end))
                .doOnDiscard(ByteBuf.class, ByteBuf::release);
    }

    private Mono<ByteBuf> end() {
        if (!arrival.isComplete()) {
            return Mono.error(clientGone(null));
        }
        arrival.wasRead();
        return Mono.empty();
    }

    private static Failure clientGone(@Nullable Throwable cause) {
        return cause instanceof Failure failure
                ? failure
                : new Failure.Malformed(Fault.INCOMPLETE_BODY,
                        "You did not provide the number of bytes specified by the Content-Length HTTP header");
    }
}
