package dev.s3gateway.server.http;

import dev.s3gateway.bytes.Body;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** A started listener on a free port, with an endpoint that a test chooses. */
public final class TestServer implements AutoCloseable {

    public static final HttpLimits QUICK = new HttpLimits(Duration.ofMillis(300), Duration.ofSeconds(20),
            Duration.ofMillis(300), 1024, Duration.ofSeconds(10), Duration.ofSeconds(1), 100);

    /** As the product has them. */
    public static final HttpLimits STANDARD = new HttpLimits(Duration.ofSeconds(10), Duration.ofSeconds(60),
            Duration.ofSeconds(30), 1024, Duration.ofSeconds(10), Duration.ofSeconds(1), 20_000);

    private final Listener listener;
    private final BlockingQueue<AccessRecord> records = new LinkedTransferQueue<>();

    private TestServer(Optional<TlsConfig> tls, HttpLimits limits, Endpoint endpoint) {
        listener = new Listener(new ListenerConfig("127.0.0.1", 0, tls, limits, Duration.ofSeconds(5)), endpoint,
                records::add);
        listener.start().block();
    }

    public static TestServer serving(Endpoint endpoint) {
        return new TestServer(Optional.empty(), QUICK, endpoint);
    }

    public static TestServer serving(HttpLimits limits, Endpoint endpoint) {
        return new TestServer(Optional.empty(), limits, endpoint);
    }

    public static TestServer serving(TlsConfig tls, Endpoint endpoint) {
        return new TestServer(Optional.of(tls), QUICK, endpoint);
    }

    /** Reads the body and answers its length; a body that fails is answered with 400 and its message. */
    static Mono<Void> reading(Exchange exchange) {
        return exchange.body()
                .chunks()
                .map(TestServer::size)
                .reduce(0L, Long::sum)
                .map(size -> exchange.method() + " " + exchange.rawPath() + " " + size)
                .flatMap(text -> exchange.respond(200, Map.of(), Body.of(text)))
                .onErrorResume(failure -> exchange.respond(400, Map.of(), Body.of(failure.toString())));
    }

    /** Answers without touching the body. */
    static Mono<Void> refusing(Exchange exchange) {
        return exchange.respond(403, Map.of(), Body.of("denied"));
    }

    private static long size(ByteBuf chunk) {
        long size = chunk.readableBytes();
        chunk.release();
        return size;
    }

    public RawClient client() {
        return new RawClient(listener.address());
    }

    InetSocketAddress address() {
        return listener.address();
    }

    Listener listener() {
        return listener;
    }

    /** The next access record; waits for it. */
    public AccessRecord record() {
        try {
            @Nullable
            AccessRecord next = records.poll(10, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("no access record was written");
            }
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        listener.stop().block();
    }
}
