package dev.s3gateway.backend.guard;

import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.bytes.Between;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Waits so long for calls and no longer. Nearly every call ends in time, so none has a timer of its own: of those that
 * are waited for equally long the first to begin is the first to be late, and one timer for that one is enough.
 */
final class Patience {

    private final Duration time;
    /** In the order in which they began. */
    private final Set<Waiting<?>> running = new LinkedHashSet<>();
    /** What the timer that is set runs on; none is set while nobody is waited for, or only by a clock of the past. */
    private @Nullable Scheduler timed;

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

    private void begin(Waiting<?> call) {
        // Reactor's clock: it is virtual when a test's is.
        Scheduler clock = Schedulers.parallel();
        synchronized (running) {
            running.add(call);
            if (!clock.equals(timed)) {
                timed = clock;
                lookIn(clock, time.toNanos());
            }
        }
    }

    private void end(Waiting<?> call) {
        synchronized (running) {
            running.remove(call);
        }
    }

    private void lookIn(Scheduler clock, long nanos) {
        var _ = clock.schedule(() -> due(clock).forEach(Waiting::isLate), nanos, TimeUnit.NANOSECONDS);
    }

    private List<Waiting<?>> due(Scheduler clock) {
        long now = clock.now(TimeUnit.NANOSECONDS);
        List<Waiting<?>> late = new ArrayList<>();
        synchronized (running) {
            for (Iterator<Waiting<?>> calls = running.iterator(); calls.hasNext();) {
                Waiting<?> call = calls.next();
                long left = call.since + time.toNanos() - now;
                if (left > 0) {
                    lookIn(clock, left);
                    return late;
                }
                late.add(call);
                calls.remove();
            }
            timed = null;
        }
        return late;
    }

    private final class Waiting<T> extends Between<T, T> {

        private final Call what;
        private final long since = Schedulers.parallel().now(TimeUnit.NANOSECONDS);
        private final AtomicBoolean over = new AtomicBoolean();

        Waiting(Call what, CoreSubscriber<? super T> actual) {
            super(actual);
            this.what = what;
        }

        @Override
        protected void begin() {
            Patience.this.begin(this);
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

        void isLate() {
            if (over.compareAndSet(false, true)) {
                super.cancel();
                actual.onError(late(what, time));
            }
        }

        private boolean ends() {
            boolean now = over.compareAndSet(false, true);
            if (now) {
                end(this);
            }
            return now;
        }
    }
}
