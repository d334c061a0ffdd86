package dev.s3gateway.bytes;

import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Flux;

/** Refuses a second subscription, which would otherwise silently be served the rest of a half-read stream. */
final class Once {

    private Once() {}

    static <T> Flux<T> only(Flux<T> source) {
        AtomicBoolean taken = new AtomicBoolean();
        return Flux.defer(() -> taken.compareAndSet(false, true)
                ? source
                : Flux.error(new IllegalStateException("this body has been read already and cannot be read again")));
    }
}
