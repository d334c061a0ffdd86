package dev.s3gateway.server.http;

import dev.s3gateway.bytes.Body;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

/** The response of one exchange on its way to the socket. */
@SuppressWarnings("FutureReturnValueIgnored") // what became of a close, the channel itself tells
final class Reply {

    private static final Logger LOG = LoggerFactory.getLogger(Reply.class);

    /** Up to here a copy costs less than a second write does. */
    private static final int ONE_WRITE = 32 * 1024;

    private final HttpMethod method;
    private final HttpServerResponse response;
    private final Channel channel;
    private final Departure departure;
    private final String requestId;

    private volatile int status;
    private volatile long sent;
    private volatile OptionalLong expected = OptionalLong.of(0);
    private volatile boolean cut;
    private volatile boolean clientGone;

    Reply(HttpMethod method, HttpServerResponse response, Channel channel, Departure departure,
            String requestId) {
        this.method = method;
        this.response = response;
        this.channel = channel;
        this.departure = departure;
        this.requestId = requestId;
    }

    Mono<Void> send(int withStatus, Map<String, String> headers, Body answer, boolean closeAfterwards) {
        status = withStatus;
        head(headers, answer);
        if (closeAfterwards) {
            // What is left of the request must be neither parsed as another one nor waited for.
            response.keepAlive(false);
            channel.pipeline().get(LingeringClose.class).arm();
        }
        return isBodyless() || answer.length().orElse(-1) == 0
                ? answer.discard().then(response.then())
                : body(answer).onErrorResume(this::cut);
    }

    /** Zero while nothing was answered. */
    int status() {
        return status;
    }

    long sent() {
        return sent;
    }

    /** It left before it could have read all of the answer. */
    boolean isClientGone() {
        return clientGone;
    }

    /** The socket has taken all of the answer. */
    boolean isWhole() {
        return !cut && departure.isWhole(expected);
    }

    boolean isCut() {
        return cut || sent < expected.orElse(0);
    }

    /** After this response the connection takes no further request. To be called before the response is begun. */
    void closeWhenDone() {
        response.keepAlive(false);
    }

    private void head(Map<String, String> headers, Body answer) {
        response.status(HttpResponseStatus.valueOf(status));
        headers.forEach(response::header);
        response.header("x-amz-request-id", requestId)
                .header(HttpHeaderNames.SERVER, Exchange.SERVER)
                .header(HttpHeaderNames.DATE, HttpDate.now());
        if (status == 204 || status == 304) {
            response.responseHeaders().remove(HttpHeaderNames.CONTENT_LENGTH);
        } else if (!isHead() || !response.responseHeaders().contains(HttpHeaderNames.CONTENT_LENGTH)) {
            answer.length().ifPresent(length -> response.header(HttpHeaderNames.CONTENT_LENGTH, Long.toString(length)));
        }
    }

    private Mono<Void> body(Body answer) {
        expected = answer.length();
        return switch (answer) {
            case Body.Buffered buffered -> whole(buffered);
            case Body.Streaming small when answer.length().orElse(Long.MAX_VALUE) <= ONE_WRITE -> Body
                    .collect(small, ONE_WRITE)
                    .flatMap(this::whole)
                    .then(Mono.defer(this::end));
            case Body.Streaming streaming -> response.sendHeaders()
                    .then(new OutgoingBody(streaming.chunks(), channel, this::count))
                    .then()
                    .then(Mono.defer(this::end));
        };
    }

    /** Head and body in one write. */
    private Mono<Void> whole(Body.Buffered answer) {
        sent = answer.bytes().length;
        return sent == expected.orElse(sent)
                ? response.sendObject(Unpooled.wrappedBuffer(answer.bytes())).then()
                : end();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // chunks come one after another
    private void count(int bytes) {
        sent += bytes;
    }

    private Mono<Void> end() {
        return expected.isEmpty() || expected.getAsLong() == sent
                ? Mono.empty()
                : Mono.error(new IllegalStateException("a body of " + expected.getAsLong() + " bytes had " + sent));
    }

    /** The head is out already: a body that fails can only be cut, so that nobody takes it for whole. */
    private Mono<Void> cut(Throwable failure) {
        if (isWhole()) {
            return Mono.empty();
        }
        cut = true;
        clientGone = !channel.isActive();
        if (!clientGone) {
            LOG.warn("{} cut after {} bytes: {}", requestId, sent, failure.toString());
            channel.close();
        }
        return Mono.empty();
    }

    private boolean isBodyless() {
        return isHead() || status == 204 || status == 304;
    }

    private boolean isHead() {
        return method.equals(HttpMethod.HEAD);
    }
}
