package dev.s3gateway.ledger.postgres;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The connections of those who work in batches. Whoever works takes the one that was given back last, or a new one where
 * none is idle: there are as many as ever worked at once, and nobody waits for one. A line that fell silent, or that
 * cannot undo what failed on it, is ended and never given to anybody else.
 */
final class Lines {

    /** Firewalls forget connections that are silent for longer. */
    private static final Duration LONGEST_REST = Duration.ofMinutes(10);

    private final Mono<Line> fresh;
    private final Duration patience;
    private final LongSupplier nanoTime;
    private final Deque<Line> idle = new ArrayDeque<>();
    private final AtomicInteger busy = new AtomicInteger();
    private boolean closed;

    /** @param patience for all that is done on a line in one go */
    Lines(Mono<Line> fresh, Duration patience, LongSupplier nanoTime) {
        this.fresh = fresh;
        this.patience = patience;
        this.nanoTime = nanoTime;
    }

    /** Does this on a line, which it has for itself. Failures are the driver's, or a {@code TimeoutException}. */
    <T> Mono<T> with(Function<Session, Mono<T>> work) {
        return Mono.usingWhen(Mono.defer(this::taken), line -> work.apply(line).timeout(patience), this::given,
                this::failed, this::ended);
    }

    private Mono<Line> taken() {
        Line kept = takeIdle();
        busy.incrementAndGet();
        return (kept == null ? fresh : usable(kept)).doOnError(_ -> busy.decrementAndGet());
    }

    private Mono<Line> usable(Line kept) {
        return nanoTime.getAsLong() - kept.usedAt() > LONGEST_REST.toNanos()
                ? kept.end().then(fresh)
                : kept.isOpen().flatMap(open -> open ? Mono.just(kept) : kept.end().then(fresh));
    }

    private synchronized @Nullable Line takeIdle() {
        return idle.pollLast();
    }

    private Mono<Void> given(Line line) {
        return Mono.defer(() -> keep(line) ? Mono.empty() : line.end());
    }

    private synchronized boolean keep(Line line) {
        busy.decrementAndGet();
        line.used(nanoTime.getAsLong());
        return !closed && idle.offerLast(line);
    }

    /** Also where there is nothing to undo: what does not answer this must not be given to anybody else. */
    private Mono<Void> failed(Line line, Throwable failure) {
        return failure instanceof TimeoutException
                ? ended(line)
                : line.undo().thenReturn(true).onErrorReturn(false).flatMap(sound -> sound ? given(line) : ended(line));
    }

    private Mono<Void> ended(Line line) {
        return line.end().doOnTerminate(busy::decrementAndGet);
    }

    /** Lines that work now. */
    int busy() {
        return busy.get();
    }

    Mono<Void> close() {
        return Flux.defer(() -> Flux.fromIterable(all())).flatMap(Line::end).then();
    }

    private synchronized List<Line> all() {
        closed = true;
        List<Line> all = List.copyOf(idle);
        idle.clear();
        return all;
    }
}
