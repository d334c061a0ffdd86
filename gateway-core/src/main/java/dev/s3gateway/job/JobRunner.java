package dev.s3gateway.job;

import dev.s3gateway.lifecycle.Component;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/** Runs all jobs side by side, each in its own loop; at a stop every one finishes the step it is in. */
public final class JobRunner implements Component {

    private final List<JobLoop> loops;
    private final Sinks.Empty<Void> ended = Sinks.empty();
    private volatile @Nullable Disposable running;

    /** {@code clock} tells the time, and is where steps begin. */
    public JobRunner(List<? extends Job> jobs, Pace pace, Scheduler clock) {
        this.loops = jobs.stream().map(job -> new JobLoop(job, pace, clock)).toList();
    }

    /** Every job and how it is doing. */
    public List<JobStatus> status() {
        return loops.stream().map(JobLoop::status).toList();
    }

    @Override
    public String name() {
        return "jobs";
    }

    @Override
    public Mono<Void> start() {
        return Mono.fromRunnable(() -> running = Flux.fromIterable(loops)
                .flatMap(JobLoop::run, Math.max(1, loops.size()))
                .subscribe(_ -> {}, _ -> ended.tryEmitEmpty(), ended::tryEmitEmpty));
    }

    @Override
    public Mono<Void> stop() {
        return Mono.defer(() -> {
            loops.forEach(JobLoop::stop);
            return running == null ? Mono.empty() : ended.asMono();
        });
    }
}
