package dev.s3gateway.server.http;

import dev.s3gateway.failure.Failure;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Mono;

/** Bounds what is in flight, in requests and in bytes of buffers; what is beyond is told to come back later. */
public final class Admission {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final int maxRequests;
    private final long maxBytes;
    private final long bodyBytes;
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    /** @param window of the lanes of one body */
    public Admission(int maxRequests, long maxBytes, long window) {
        // What one streaming body may occupy: the window of its lanes and one read.
        this.bodyBytes = window + HttpLimits.READ_SIZE;
        if (maxRequests < 1 || maxBytes < bodyBytes) {
            throw new IllegalArgumentException(
                    "room must be for at least one request and " + bodyBytes + " bytes of buffers");
        }
        this.maxRequests = maxRequests;
        this.maxBytes = maxBytes;
    }

    /**
     * Does the work if there is room for it and gives the room back when it ends, however it ends. Otherwise fails with
     * {@link Failure.Overloaded} before the work has begun: no body is read, no {@code 100 Continue} sent.
     */
    public Mono<Void> within(Exchange exchange, Mono<Void> work) {
        return Mono.defer(() -> {
            long cost = cost(exchange);
            boolean crowded = requests.incrementAndGet() > maxRequests;
            boolean full = bytes.addAndGet(cost) > maxBytes;
            return (!crowded && !full
                    ? work
                    : Mono.<Void>error(new Failure.Overloaded("too much in flight", RETRY_AFTER)))
                    .doFinally(_ -> leave(cost));
        });
    }

    public int requests() {
        return requests.get();
    }

    public long bytes() {
        return bytes.get();
    }

    private void leave(long cost) {
        requests.decrementAndGet();
        bytes.addAndGet(-cost);
    }

    private long cost(Exchange exchange) {
        return exchange.hasBody() ? Math.min(exchange.declaredLength().orElse(bodyBytes), bodyBytes) : 0;
    }
}
