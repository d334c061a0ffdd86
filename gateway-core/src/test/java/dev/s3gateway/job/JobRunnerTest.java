package dev.s3gateway.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;

class JobRunnerTest {

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final Pace pace = new Pace(1, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(30),
            new Random(1));

    @AfterEach
    void stopTheClock() {
        time.dispose();
    }

    @Test
    void anIdleJobIsAskedAgainAfterItsRest() {
        var steps = new AtomicInteger();
        var runner = runner(job(steps, _ -> Mono.just(new Step.Idle(Duration.ofSeconds(10)))));

        runner.start().block();
        time.advanceTimeBy(Duration.ofSeconds(35));

        assertThat(steps).hasValueBetween(4, 4);
    }

    @Test
    void aFinishedJobIsNeverAskedAgain() {
        var steps = new AtomicInteger();
        var runner = runner(job(steps, _ -> Mono.just(new Step.Finished())));

        runner.start().block();
        time.advanceTimeBy(Duration.ofHours(1));

        assertThat(steps).hasValue(1);
        assertThat(runner.status()).singleElement()
                .satisfies(status -> assertThat(status.state()).isEqualTo(JobStatus.State.FINISHED));
    }

    @Test
    void aJobThatFailsRestsLongerEachTimeAndGoesOn() {
        var steps = new AtomicInteger();
        var runner = runner(job(steps, count -> count <= 4
                ? Mono.error(new IllegalStateException("no " + count))
                : Mono.just(new Step.Idle(Duration.ofHours(1)))));

        runner.start().block();
        time.advanceTimeBy(Duration.ofSeconds(5));
        assertThat(steps).hasValue(3);
        assertThat(runner.status().getFirst().failures()).isEqualTo(3);
        assertThat(runner.status().getFirst().lastError()).hasValue("no 3");

        time.advanceTimeBy(Duration.ofSeconds(30));
        assertThat(steps).hasValue(5);
        assertThat(runner.status().getFirst().failures()).isZero();
    }

    @Test
    void aJobThatThrowsInsteadOfFailingIsNoDifferent() {
        var steps = new AtomicInteger();
        var runner = runner(job(steps, _ -> {
            throw new IllegalStateException("thrown");
        }));

        runner.start().block();
        time.advanceTimeBy(Duration.ofSeconds(5));

        assertThat(steps).hasValue(3);
    }

    @Test
    void oneJobsTroubleIsNotAnothers() {
        var steps = new AtomicInteger();
        var runner = new JobRunner(List.of(job(new AtomicInteger(), _ -> Mono.never()),
                job(steps, _ -> Mono.just(new Step.Idle(Duration.ofSeconds(1))))), pace, time);

        runner.start().block();
        time.advanceTimeBy(Duration.ofSeconds(20));

        assertThat(steps.get()).isGreaterThan(15);
    }

    @Test
    void aStopWaitsForTheStepAndCutsTheRestShort() {
        Sinks.Empty<Void> working = Sinks.empty();
        var slow = job(new AtomicInteger(), _ -> working.asMono().thenReturn(new Step.Worked()));
        var resting = job(new AtomicInteger(), _ -> Mono.just(new Step.Idle(Duration.ofHours(1))));
        var runner = new JobRunner(List.of(slow, resting), pace, time);
        runner.start().block();
        time.advanceTimeBy(Duration.ofSeconds(1));

        var stopped = runner.stop().toFuture();
        time.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(stopped).isNotDone();

        working.tryEmitEmpty().orThrow();
        time.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(stopped).isDone();
    }

    @Test
    void whatNeverStartedStopsAtOnce() {
        var runner = runner(job(new AtomicInteger(), _ -> Mono.never()));

        assertThat(runner.stop().toFuture()).isDone();
    }

    private JobRunner runner(Job job) {
        return new JobRunner(List.of(job), pace, time);
    }

    private static Job job(AtomicInteger steps, IntFunction<Mono<Step>> step) {
        return new Job() {
            @Override
            public String name() {
                return "test";
            }

            @Override
            public Mono<Step> step() {
                return step.apply(steps.incrementAndGet());
            }
        };
    }
}
