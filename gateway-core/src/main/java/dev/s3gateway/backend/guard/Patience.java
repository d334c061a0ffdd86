package dev.s3gateway.backend.guard;

import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.bytes.Between;
import dev.s3gateway.lifecycle.Alarms;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Schedulers;

/** Waits so long for calls and no longer. */
final class Patience {

    private final Duration time;
    // Reactor's clock: it is virtual when a test's is.
    private final Alarms alarms = new Alarms(Schedulers::parallel);

    Patience(Duration time) {
        this.time = time;
    }

    /** The call, or Unreachable. */
    <T> Mono<T> with(Call what, Mono<T> call) {
        return new Mono<>() {
            @Override
            public void subscribe(CoreSubscriber<? super T> actual) {
                call.subscribe(new Waiting<>(what, actual));
            }
        };
    }

    static StoreFailure late(Call what, Duration time) {
        return new StoreFailure.Unreachable("no answer to " + what.label() + " within " + time, null);
    }

    private final class Waiting<T> extends Between<T, T> {

        private final Call what;
        private final AtomicBoolean over = new AtomicBoolean();
        private Alarms.@Nullable Alarm alarm;

        Waiting(Call what, CoreSubscriber<? super T> actual) {
            super(actual);
            this.what = what;
        }

        @Override
        protected void begin() {
            alarm = alarms.in(time, this::isLate);
        }

        @Override
        public void onNext(T answer) {
            if (ends()) {
                actual.onNext(answer);
                actual.onComplete();
            } else {
                Operators.onDiscard(answer, currentContext());
            }
        }

        @Override
        public void onComplete() {
            if (ends()) {
                actual.onComplete();
            }
        }

        @Override
        public void onError(Throwable cause) {
            if (ends()) {
                actual.onError(cause);
            }
        }

        @Override
        public void cancel() {
            if (ends()) {
                super.cancel();
            }
        }

        private void isLate() {
            if (over.compareAndSet(false, true)) {
                super.cancel();
                actual.onError(late(what, time));
            }
        }

        private boolean ends() {
            boolean now = over.compareAndSet(false, true);
            Alarms.Alarm set = alarm;
            if (now && set != null) {
                set.off();
            }
            return now;
        }
    }
}
