package dev.s3gateway.replication.write;

import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.bytes.LaneOutcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * Lanes through which no bytes of ours flow, so that only time tells a slow zone from a dead one: when enough of them
 * have ended well, the others have as long again, and the patience on top.
 */
public final class Race {

    private final int enough;
    private final Duration patience;
    private final Scheduler clock;

    /** {@code enough} of the lanes, less than 1 where none is needed. */
    public Race(int enough, Duration patience, Scheduler clock) {
        this.enough = enough;
        this.patience = patience;
        this.clock = clock;
    }

    /** Runs all at once. A zone's failure is an outcome; every other one is that of the whole. */
    public <L, R> Flux<LaneOutcome<L, R>> of(List<L> lanes, Function<L, Mono<R>> run) {
        return Flux.defer(() -> {
            Finish finish = new Finish();
            return Flux.fromIterable(lanes).flatMap(lane -> outcome(lane, run.apply(lane), finish), lanes.size());
        });
    }

    private <L, R> Mono<LaneOutcome<L, R>> outcome(L lane, Mono<R> running, Finish finish) {
        return running.doOnNext(_ -> finish.reached())
                .timeout(finish.overdue(), Mono.error(() -> new StoreFailure.Unreachable(
                        "the zone took much longer than the others", null)))
                .<LaneOutcome<L, R>>map(answer -> new LaneOutcome.Answered<>(lane, answer))
                .onErrorResume(StoreFailure.class,
                        failure -> Mono.just(new LaneOutcome.Failed<L, R>(lane, failure)));
    }

    /** Where enough lanes have arrived, and how long the others may take from then on. */
    private final class Finish {

        private final long begun = clock.now(TimeUnit.MILLISECONDS);
        private final AtomicInteger missing = new AtomicInteger(enough);
        private final Sinks.Empty<Void> won = Sinks.empty();

        Finish() {
            if (enough < 1) {
                won.tryEmitEmpty();
            }
        }

        void reached() {
            if (missing.decrementAndGet() == 0) {
                won.tryEmitEmpty();
            }
        }

        Mono<Long> overdue() {
            return won.asMono().then(Mono.defer(() -> Mono.delay(patience.plus(elapsed()), clock)));
        }

        private Duration elapsed() {
            return Duration.ofMillis(clock.now(TimeUnit.MILLISECONDS) - begun);
        }
    }
}
