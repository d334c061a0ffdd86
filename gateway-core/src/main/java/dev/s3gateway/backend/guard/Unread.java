package dev.s3gateway.backend.guard;

import dev.s3gateway.bytes.Body;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Mono;

/** Sees to it that the body of a put that a guard keeps from its store is discarded. */
final class Unread {

    private Unread() {}

    static <T> Mono<T> discarded(Body body, Mono<T> put, UnaryOperator<Mono<T>> guard) {
        return Mono.usingWhen(Mono.fromSupplier(AtomicBoolean::new),
                begun -> guard.apply(put.doFirst(() -> begun.set(true))),
                begun -> unlessBegun(begun, body),
                (begun, _) -> unlessBegun(begun, body),
                begun -> unlessBegun(begun, body));
    }

    private static Mono<Void> unlessBegun(AtomicBoolean begun, Body body) {
        return begun.get() ? Mono.empty() : body.discard();
    }
}
