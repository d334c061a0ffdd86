package dev.s3gateway.job;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/** One job, step after step, until it is finished or told to stop. */
final class JobLoop {

    private static final Logger LOG = LoggerFactory.getLogger(JobLoop.class);

    private final Job job;
    private final Pace pace;
    private final Scheduler clock;
    private final Sinks.Empty<Void> stopping = Sinks.empty();
    private volatile JobStatus status;
    private volatile boolean over;

    JobLoop(Job job, Pace pace, Scheduler clock) {
        this.job = job;
        this.pace = pace;
        this.clock = clock;
        this.status = JobStatus.fresh(job.name());
    }

    JobStatus status() {
        return status;
    }

    /** Completes when the last step has ended. */
    Mono<Void> run() {
        return Mono.defer(this::turn)
                .subscribeOn(clock)
                .repeat(() -> !over)
                .then()
                .doFinally(_ -> status = status.in(
                        status.state() == JobStatus.State.FINISHED ? JobStatus.State.FINISHED : JobStatus.State.IDLE));
    }

    /** Cuts a rest short; a step that is being done goes on to its end. */
    void stop() {
        over = true;
        stopping.tryEmitEmpty();
    }

    private Mono<Void> turn() {
        if (over) {
            return Mono.empty();
        }
        status = status.in(JobStatus.State.WORKING);
        long start = clock.now(TimeUnit.NANOSECONDS);
        return Mono.defer(job::step)
                .map(step -> rest(step, Duration.ofNanos(clock.now(TimeUnit.NANOSECONDS) - start)))
                // The one border where whatever a job could not answer for itself ends: logged, and tried again later.
                .onErrorResume(failure -> Mono.just(pause(failure)))
                .flatMap(rest -> Mono.firstWithSignal(Mono.delay(rest, clock).then(), stopping.asMono()));
    }

    private Duration rest(Step step, Duration worked) {
        status = status.succeeded(now());
        return switch (step) {
            case Step.Worked() -> pace.afterWork(worked);
            case Step.Idle(var rest) -> pace.afterIdle(rest);
            case Step.Finished() -> {
                over = true;
                status = status.in(JobStatus.State.FINISHED);
                yield Duration.ZERO;
            }
        };
    }

    private Duration pause(Throwable failure) {
        status = status.failed(now(), String.valueOf(failure.getMessage()));
        Duration pause = pace.afterFailure(status.failures());
        // A fault that lasts is said once, and again only after it has been mended.
        if (status.failures() == 1) {
            LOG.warn("{} failed and will be tried again: {}", job.name(), failure.toString());
        } else {
            LOG.debug("{} failed {} times in a row", job.name(), status.failures(), failure);
        }
        return pause;
    }

    private Instant now() {
        return Instant.ofEpochMilli(clock.now(TimeUnit.MILLISECONDS));
    }
}
