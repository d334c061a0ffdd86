package dev.s3gateway.backend.guard;

import dev.s3gateway.bytes.Between;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

/** A call and one guard that is told how it ended: one step on the answer's way, where each {@code doOn…} would be one more. */
final class Watched<T> extends Mono<T> {

    /** Watches one call. It is told of one end, and must not throw. */
    interface Watch<T> {

        /** Before whoever waits hears of it; null where the answer is that it is done. */
        default void answered(@Nullable T answer) {}

        /** Before whoever waits hears of it. */
        default void failed(Throwable cause) {}

        /** Nobody waits any more. */
        default void left() {}

        /** After any of these, when whoever waited has heard of it. */
        default void over() {}
    }

    private final Mono<T> call;
    private final Watch<? super T> watch;

    private Watched(Mono<T> call, Watch<? super T> watch) {
        this.call = call;
        this.watch = watch;
    }

    /** To be subscribed to once, unless the watch knows nothing of a single call. */
    static <T> Mono<T> by(Watch<? super T> watch, Mono<T> call) {
        return new Watched<>(call, watch);
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> actual) {
        call.subscribe(new Watching<>(actual, watch));
    }

    private static final class Watching<T> extends Between<T, T> {

        private final Watch<? super T> watch;
        private final AtomicBoolean ended = new AtomicBoolean();
        private boolean told;

        Watching(CoreSubscriber<? super T> actual, Watch<? super T> watch) {
            super(actual);
            this.watch = watch;
        }

        @Override
        public void onNext(T answer) {
            told = true;
            boolean first = endsNow();
            if (first) {
                watch.answered(answer);
            }
            // Where nobody waits any more, whoever left knows what is to become of an answer.
            actual.onNext(answer);
            actual.onComplete();
            overIf(first);
        }

        @Override
        public void onComplete() {
            if (!told) {
                told = true;
                boolean first = endsNow();
                if (first) {
                    watch.answered(null);
                }
                actual.onComplete();
                overIf(first);
            }
        }

        @Override
        public void onError(Throwable cause) {
            if (told) {
                Operators.onErrorDropped(cause, currentContext());
                return;
            }
            told = true;
            boolean first = endsNow();
            if (first) {
                watch.failed(cause);
            }
            actual.onError(cause);
            overIf(first);
        }

        @Override
        public void cancel() {
            boolean first = endsNow();
            if (first) {
                watch.left();
            }
            super.cancel();
            overIf(first);
        }

        private boolean endsNow() {
            return ended.compareAndSet(false, true);
        }

        private void overIf(boolean first) {
            if (first) {
                watch.over();
            }
        }
    }
}
