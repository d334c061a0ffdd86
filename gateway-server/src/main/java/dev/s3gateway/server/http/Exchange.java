package dev.s3gateway.server.http;

import dev.s3gateway.bytes.Body;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** One request on a socket and the way to answer it. The target is as it was sent: nothing is decoded yet. */
public final class Exchange {

    static final String SERVER = "s3gateway";

    private final String id = RequestIds.next();
    private final Instant receivedAt = Instant.now();
    private final HttpServerRequest request;
    private final Reply reply;
    private final Channel channel;
    private final Arrival arrival;
    private final Body body;
    private final boolean secure;
    private final boolean waited;
    private final AccessNote note = new AccessNote();

    private Exchange(HttpServerRequest request, HttpServerResponse response, Channel channel, Arrival arrival,
            Departure departure, HttpLimits limits, boolean secure) {
        this.request = request;
        this.reply = new Reply(request.method(), response, channel, departure, id);
        this.channel = channel;
        this.arrival = arrival;
        this.secure = secure;
        this.waited = arrival.isComplete();
        this.body = mustBeRead()
                ? new IncomingBody(request, channel, arrival, limits).body(declaredLength())
                : Body.EMPTY;
    }

    static Exchange of(HttpServerRequest request, HttpServerResponse response, HttpLimits limits, boolean secure) {
        // Every HttpServerRequest is the Connection that it came on; the interface only hides it.
        Channel channel = ((Connection) request).channel();
        RequestGuard guard = channel.pipeline().get(RequestGuard.class);
        return new Exchange(request, response, channel, guard.next(), guard.leaving(), limits, secure);
    }

    /** The request id: the same in the response, the access log and the operations log. */
    public String id() {
        return id;
    }

    public String method() {
        return request.method().name();
    }

    /** The request target as it was sent: path and query, or a whole URI, or {@code *}. */
    public String target() {
        return request.uri();
    }

    /** The path as it was sent, still encoded. */
    public String rawPath() {
        return RawTarget.of(target()).path();
    }

    /** The query as it was sent, still encoded, without the question mark. */
    public String rawQuery() {
        return RawTarget.of(target()).query();
    }

    /** Names in lower case, values in the order in which they came. */
    public Map<String, List<String>> headers() {
        Map<String, List<String>> fields = new HashMap<>();
        request.requestHeaders()
                .forEach(field -> fields.merge(field.getKey().toLowerCase(Locale.ROOT), List.of(field.getValue()),
                        Exchange::both));
        return fields;
    }

    private static List<String> both(List<String> some, List<String> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(request.requestHeaders().get(name));
    }

    /** What the client announced by Content-Length. */
    public OptionalLong declaredLength() {
        String length = request.requestHeaders().get(HttpHeaderNames.CONTENT_LENGTH);
        return length == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(length));
    }

    public boolean hasBody() {
        return request.requestHeaders().contains(HttpHeaderNames.TRANSFER_ENCODING) || declaredLength().orElse(0) > 0;
    }

    /**
     * A client that asked for {@code 100 Continue} waits for it even before an empty body. Given the final answer
     * instead, botocore takes the next answer on this connection for a part of this one: then it must be closed.
     */
    private boolean mustBeRead() {
        return hasBody() || request.requestHeaders().contains(HttpHeaderNames.EXPECT);
    }

    /** The request's body. A {@code 100 Continue} goes out when it is first subscribed to. */
    public Body body() {
        return body;
    }

    public boolean secure() {
        return secure;
    }

    /** The peer's address, without its port. */
    public String sourceIp() {
        return addressOf(channel);
    }

    public Instant receivedAt() {
        return receivedAt;
    }

    /** What the access record shall say beyond what the edge knows. */
    public AccessNote note() {
        return note;
    }

    /** Answers. The body is read or discarded whatever happens; to HEAD, 204 and 304 it is never sent. */
    public Mono<Void> respond(int status, Map<String, String> headers, Body answer) {
        return Mono.defer(() -> {
            boolean unread = mustBeRead() && !arrival.isRead();
            return reply.send(status, headers, answer, unread);
        });
    }

    /** It was all here before Reactor Netty was done with the one in front of it, and was queued. */
    boolean waitedForItsTurn() {
        return waited;
    }

    EventLoop loop() {
        return channel.eventLoop();
    }

    Reply reply() {
        return reply;
    }

    AccessRecord record(SignalType end) {
        // A client that has all of its answer may leave before whoever answered hears that it has.
        boolean gone = (end == SignalType.CANCEL || reply.isClientGone()) && !reply.isWhole();
        return new AccessRecord(id, note.dialect(), method(), target(), note.operation(), note.bucket(), note.key(),
                reply.status() == 0 || gone ? AccessRecord.CLIENT_GONE : reply.status(), gone || reply.isCut(),
                arrival.bytes(), reply.sent(), receivedAt, Duration.between(receivedAt, Instant.now()), note.caller(),
                sourceIp(), header("user-agent").orElse(""), note.zones(), reply.status() >= 500 ? note.reason() : "");
    }

    static String addressOf(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress peer
                ? peer.getAddress().getHostAddress()
                : "unknown";
    }
}
