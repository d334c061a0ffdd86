package dev.s3gateway.server.http;

import reactor.core.publisher.Mono;

/** Answers requests. Reads or discards the body of the exchange and responds exactly once. */
@FunctionalInterface
public interface Endpoint {

    /** Completes when the response has been written. An error is answered with 500 where nothing was sent yet. */
    Mono<Void> serve(Exchange exchange);
}
