package dev.s3gateway.ledger.postgres;

import dev.s3gateway.ledger.LedgerUnavailable;
import dev.s3gateway.lifecycle.Background;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Many requests, one round trip. There is no timer: a free worker takes what is queued, at most {@link #LARGEST}, and a
 * single request on a quiet day goes alone and at once. Two requests of one key are never under way together: the
 * second waits for the next batch.
 *
 * <p>A transaction of thirty costs hardly more than one of three, so while a worker makes progress a further one begins
 * only for a crowd. Where nothing was taken for a while, the next request has one of its own.
 */
final class GroupCommit<Q, R> {

    /** Does a batch; one outcome for each request, in the order of the requests. */
    interface Work<Q, R> {
        Mono<List<Outcome<R>>> run(List<Q> requests, boolean alone);
    }

    /** What became of one request of a batch. */
    sealed interface Outcome<R> {
        record Done<R>(R result) implements Outcome<R> {}

        /** Another gateway holds its row: it goes into the next batch. */
        record Missed<R>() implements Outcome<R> {}

        record Failed<R>(Throwable why) implements Outcome<R> {}

        default <S> Outcome<S> map(Function<R, S> form) {
            return switch (this) {
                case Done<R>(R result) -> new Done<>(form.apply(result));
                case Missed<R>() -> new Missed<>();
                case Failed<R>(Throwable why) -> new Failed<>(why);
            };
        }
    }

    private record Waiting<Q, R>(Q request, Object key, int misses, Sinks.One<R> answer) {
        Waiting<Q, R> missed() {
            return new Waiting<>(request, key, misses + 1, answer);
        }

        boolean isAlone() {
            return misses >= MISSES;
        }
    }

    static final int LARGEST = 256;
    private static final int MISSES = 3;
    private static final long STUCK = Duration.ofMillis(50).toNanos();

    private final String name;
    private final int workers;
    private final int crowd;
    private final Function<Q, Object> keyOf;
    private final Function<Q, Object> kindOf;
    private final Work<Q, R> work;
    private final Background background;
    private final Deque<Waiting<Q, R>> queue = new ArrayDeque<>();
    private final Set<Object> busy = new HashSet<>();
    private final LongSupplier nanoTime;
    private int working;
    /** How many of those that work may wait for another gateway. */
    private int alone;
    private long lastTaken;

    /** {@code crowd}: so many that wait are worth a further worker. */
    GroupCommit(String name, int workers, int crowd, Function<Q, Object> keyOf, Background background,
            Work<Q, R> work) {
        this(name, workers, crowd, keyOf, _ -> name, background, work, System::nanoTime);
    }

    /** {@code kindOf}: a batch is of one kind, that of whoever has waited longest. */
    GroupCommit(String name, int workers, int crowd, Function<Q, Object> keyOf, Function<Q, Object> kindOf,
            Background background, Work<Q, R> work, LongSupplier nanoTime) {
        this.name = name;
        this.workers = workers;
        this.crowd = crowd;
        this.keyOf = keyOf;
        this.kindOf = kindOf;
        this.work = work;
        this.background = background;
        this.nanoTime = nanoTime;
        this.lastTaken = nanoTime.getAsLong();
    }

    /** Queues the request when subscribed to. A caller who leaves does not take it back. */
    Mono<R> submit(Q request) {
        return Mono.defer(() -> {
            Sinks.One<R> answer = Sinks.one();
            if (enlist(new Waiting<>(request, keyOf.apply(request), 0, answer))) {
                background.start(name, rounds());
            }
            return answer.asMono();
        });
    }

    /** True: another worker is wanted. */
    private synchronized boolean enlist(Waiting<Q, R> waiting) {
        queue.addLast(waiting);
        return hired(working == alone || queue.size() >= crowd || nanoTime.getAsLong() - lastTaken > STUCK);
    }

    /** True: there is one worker more. */
    private synchronized boolean hired(boolean wanted) {
        if (working == workers || !wanted) {
            return false;
        }
        working++;
        return true;
    }

    private Mono<Void> rounds() {
        return Mono.defer(() -> {
            List<Waiting<Q, R>> batch = take();
            return batch.isEmpty() ? Mono.just(false) : round(batch).thenReturn(true);
        }).repeat().takeWhile(more -> more).then();
    }

    /** The next batch; where there is none the worker has retired with the same breath. */
    private synchronized List<Waiting<Q, R>> take() {
        List<Waiting<Q, R>> batch = new ArrayList<>();
        for (Iterator<Waiting<Q, R>> it = queue.iterator(); it.hasNext() && batch.size() < LARGEST;) {
            Waiting<Q, R> next = it.next();
            if (busy.contains(next.key())
                    || (!batch.isEmpty() && (next.isAlone() || !isLike(next, batch.getFirst())))) {
                continue;
            }
            busy.add(next.key());
            batch.add(next);
            it.remove();
            if (next.isAlone()) {
                alone++;
                break;
            }
        }
        if (batch.isEmpty()) {
            working--;
        } else {
            lastTaken = nanoTime.getAsLong();
        }
        return batch;
    }

    /** True: another worker is to go on with those who wait. */
    private synchronized boolean relieved() {
        return hired(working == alone && !queue.isEmpty());
    }

    private boolean isLike(Waiting<Q, R> one, Waiting<Q, R> other) {
        return kindOf.apply(one.request()).equals(kindOf.apply(other.request()));
    }

    private Mono<Void> round(List<Waiting<Q, R>> batch) {
        boolean patient = batch.getFirst().isAlone();
        if (patient && relieved()) {
            background.start(name, rounds());
        }
        return attempt(batch.stream().map(Waiting::request).toList(), patient)
                .doOnNext(outcomes -> answer(batch, outcomes))
                .then();
    }

    private Mono<List<Outcome<R>>> attempt(List<Q> requests, boolean alone) {
        return Mono.defer(() -> work.run(requests, alone))
                .onErrorResume(failure -> SqlFailures.isData(failure) && requests.size() > 1
                        ? halves(requests, alone)
                        : Mono.just(failed(requests, failure)));
    }

    /** One row is bad and nobody knows which: each half by itself, until it is alone. */
    private Mono<List<Outcome<R>>> halves(List<Q> requests, boolean alone) {
        int middle = requests.size() / 2;
        return Flux.just(requests.subList(0, middle), requests.subList(middle, requests.size()))
                .concatMap(half -> attempt(half, alone))
                .concatMapIterable(outcomes -> outcomes)
                .collectList();
    }

    private List<Outcome<R>> failed(List<Q> requests, Throwable failure) {
        Throwable why = SqlFailures.isData(failure)
                ? new LedgerUnavailable("the database refuses this row: " + failure.getMessage(), failure)
                : SqlFailures.translate(failure);
        return requests.stream().<Outcome<R>>map(_ -> new Outcome.Failed<>(why)).toList();
    }

    private void answer(List<Waiting<Q, R>> batch, List<Outcome<R>> outcomes) {
        release(batch, outcomes);
        for (int i = 0; i < batch.size(); i++) {
            Sinks.One<R> answer = batch.get(i).answer();
            switch (outcomes.get(i)) {
                case Outcome.Done<R>(R result) -> answer.emitValue(result, Sinks.EmitFailureHandler.FAIL_FAST);
                case Outcome.Failed<R>(Throwable why) -> answer.emitError(why, Sinks.EmitFailureHandler.FAIL_FAST);
                case Outcome.Missed<R>() -> {
                }
            }
        }
    }

    private synchronized void release(List<Waiting<Q, R>> batch, List<Outcome<R>> outcomes) {
        if (batch.getFirst().isAlone()) {
            alone--;
        }
        for (int i = batch.size() - 1; i >= 0; i--) {
            busy.remove(batch.get(i).key());
            if (outcomes.get(i) instanceof Outcome.Missed<R>) {
                queue.addFirst(batch.get(i).missed());
            }
        }
    }
}
