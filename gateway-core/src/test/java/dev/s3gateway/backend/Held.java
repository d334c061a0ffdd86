package dev.s3gateway.backend;

import dev.s3gateway.bytes.Body;
import reactor.core.publisher.Mono;

/** A body that a zone holds without reading, and lets go of at the end, at a failure and at a cancellation. */
final class Held {

    private Held() {}

    static <T> Mono<T> until(Mono<T> outcome, Body body) {
        return Mono.usingWhen(Mono.just(body), _ -> outcome, Body::discard, (held, _) -> held.discard(), Body::discard);
    }
}
