package dev.s3gateway.bytes;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.BiFunction;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * One pass over a body, many lanes. The source is read as long as fewer than {@link TeePolicy#window} bytes wait for
 * the lane that lags most, so memory is bounded by bytes, whatever the size of the object or of its chunks. A lane that
 * refuses, fails, answers early or leaves stops counting at once and never holds up the others.
 */
public final class Tee {

    private Tee() {}

    /**
     * Runs {@code write} once for each lane, all at once, each with a streaming body of its own of the same length, and
     * emits what became of each as soon as it is known; completes when all are. It never fails: a failure is an
     * outcome. An answer without a value counts as a failure.
     *
     * <p>When no lane is left the source is cancelled, or discarded if it was not read yet. Cancelling the result
     * cancels every lane and the source.
     */
    public static <L, R> Flux<LaneOutcome<L, R>> each(Body body, List<L> lanes, TeePolicy policy,
            BiFunction<L, Body, Mono<R>> write) {
        return Flux.deferContextual(context -> run(body, lanes, policy, write, context));
    }

    private static <L, R> Flux<LaneOutcome<L, R>> run(Body body, List<L> lanes, TeePolicy policy,
            BiFunction<L, Body, Mono<R>> write, ContextView context) {
        TeePump pump = new TeePump(body, lanes.size(), policy.window(), Context.of(context));
        Disposable watch = LaneWatch.over(pump, policy);
        Flux<LaneOutcome<L, R>> outcomes = Flux.range(0, lanes.size())
                .flatMap(i -> outcome(lanes.get(i), pump.lanes().get(i), body, write), Math.max(1, lanes.size()));
        // The source comes after the lanes: when all of them refuse at once, it is never read.
        return Flux.merge(outcomes, pump.start().then(Mono.empty())).doFinally(_ -> {
            watch.dispose();
            pump.close();
        });
    }

    private static <L, R> Mono<LaneOutcome<L, R>> outcome(L name, TeeLane lane, Body body,
            BiFunction<L, Body, Mono<R>> write) {
        Mono<R> answer = Mono.defer(() -> write.apply(name, lane.share(body)));
        return Mono.firstWithSignal(answer, lane.dropped().then(Mono.never()))
                .switchIfEmpty(Mono.error(() -> new NoSuchElementException("the lane answered nothing")))
                .<LaneOutcome<L, R>>map(result -> new LaneOutcome.Answered<>(name, result))
                .onErrorResume(failure -> Mono.just(new LaneOutcome.Failed<>(name, lane.causeOf(failure))))
                .doOnNext(outcome -> lane.ended(outcome instanceof LaneOutcome.Answered))
                .doOnCancel(() -> lane.ended(false))
                // Fused, flatMap would run these hooks late, and a lane that answered at once would stall the others.
                .hide();
    }
}
