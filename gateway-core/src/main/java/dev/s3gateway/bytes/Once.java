package dev.s3gateway.bytes;

import java.util.concurrent.atomic.AtomicBoolean;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Refuses a second subscription, which would otherwise silently be served the rest of a half-read stream. */
final class Once {

    private Once() {}

    static <T> Flux<T> only(Flux<T> source) {
        AtomicBoolean taken = new AtomicBoolean();
        return Flux.defer(() -> taken.compareAndSet(false, true)
                ? source
                : Flux.error(new IllegalStateException("this body has been read already and cannot be read again")));
    }

    /** Uses up the one subscription, unless somebody has read already. */
    static Mono<Void> givenUp(Flux<?> once) {
        return Mono.fromRunnable(() -> once.subscribe(new BaseSubscriber<Object>() {

            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                subscription.cancel();
            }

            @Override
            protected void hookOnError(Throwable failure) {
                // It was read already: there is nothing left to give up.
            }
        }));
    }
}
