package dev.s3gateway.server.zones;

import dev.s3gateway.backend.guard.Guards;
import dev.s3gateway.backend.guard.HealthProbe;
import dev.s3gateway.backend.guard.Tally;
import dev.s3gateway.job.Job;
import dev.s3gateway.job.JobRunner;
import dev.s3gateway.job.Step;
import dev.s3gateway.lifecycle.Component;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * What reaches one zone in one way: its store behind the guards, and the probe that tells its health. It outlives the
 * configuration that asked for it by the calls that had begun.
 */
public final class ZoneLine implements Component {

    private final ZoneWay way;
    private final Guards guards;
    private final Job probe;
    private final Function<List<Job>, JobRunner> runners;
    private final Mono<Void> prepare;
    private final Runnable close;
    private volatile Optional<JobRunner> watch = Optional.empty();

    /**
     * @param runners makes what runs the probe, anew at each start
     * @param prepare what must be done once before the first call
     * @param close lets go of everything; may wait
     */
    ZoneLine(ZoneWay way, Guards guards, HealthProbe probe,
            Function<List<Job>, JobRunner> runners, Mono<Void> prepare, Runnable close) {
        this.way = way;
        this.guards = guards;
        this.probe = job(probe);
        this.runners = runners;
        this.prepare = prepare.cache();
        this.close = close;
    }

    ZoneWay way() {
        return way;
    }

    Tally store() {
        return guards.store();
    }

    boolean isOpen() {
        return guards.circuit().isOpen();
    }

    Set<String> full() {
        return guards.full().names();
    }

    Optional<Duration> latency() {
        return guards.circuit().health().latency();
    }

    @Override
    public String name() {
        return "zone " + way.zone();
    }

    /** Ready for calls; fails where the zone cannot be used at all. */
    Mono<Void> prepared() {
        return prepare;
    }

    /** From now on the zone is asked how it is, until {@link #stop}. */
    @Override
    public Mono<Void> start() {
        return Mono.defer(() -> {
            if (watch.isPresent()) {
                return Mono.empty();
            }
            JobRunner runner = runners.apply(List.of(probe));
            watch = Optional.of(runner);
            return runner.start();
        });
    }

    /** Nobody new comes; who is inside goes on. */
    @Override
    public Mono<Void> stop() {
        return Mono.defer(() -> {
            Optional<JobRunner> runner = watch;
            watch = Optional.empty();
            return Mono.justOrEmpty(runner).flatMap(JobRunner::stop);
        });
    }

    Mono<Void> close() {
        return stop().then(Mono.<Void>fromRunnable(close).subscribeOn(Schedulers.boundedElastic()));
    }

    private static Job job(HealthProbe probe) {
        return new Job() {
            @Override
            public String name() {
                return probe.name();
            }

            @Override
            public Mono<Step> step() {
                return probe.probe().map(Step.Idle::new);
            }
        };
    }
}
