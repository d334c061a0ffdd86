package dev.s3gateway.upkeep;

import dev.s3gateway.backend.Zone;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.job.Step;
import dev.s3gateway.ledger.LedgerUnavailable;
import dev.s3gateway.ledger.Task;
import dev.s3gateway.ledger.Tasks;
import dev.s3gateway.placement.Topology;
import dev.s3gateway.placement.ZoneHealth;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Claims due tasks and sees each to an end: done, or due again later. A task is never lost: while its zone is away it
 * is not even claimed, and what fails comes back with its reason.
 */
public final class TaskQueue {

    private static final Logger LOG = LoggerFactory.getLogger(TaskQueue.class);
    private static final int BATCH = 16;
    private static final int AT_ONCE = 4;
    private static final Duration WHEN_NOTHING_IS_DUE = Duration.ofSeconds(1);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LAST_RETRY = Duration.ofSeconds(30);

    private final Tasks tasks;
    private final Supplier<Topology> topology;
    private final ZoneHealth health;
    private final Duration claim;
    private final Scheduler clock;

    /** {@code claim}: how long one task may take before somebody else may try it. */
    public TaskQueue(Tasks tasks, Supplier<Topology> topology, ZoneHealth health, Duration claim, Scheduler clock) {
        this.tasks = tasks;
        this.topology = topology;
        this.health = health;
        this.claim = claim;
        this.clock = clock;
    }

    /** Performs what is due of one kind. A task whose performance completes is done; one that fails is retried. */
    Mono<Step> work(Task.Kind kind, Function<Task, Mono<Void>> perform) {
        return tasks.claim(kind, away(), BATCH, claim)
                .flatMap(claimed -> claimed.isEmpty()
                        ? Mono.just(new Step.Idle(WHEN_NOTHING_IS_DUE))
                        : each(claimed, perform).thenReturn(new Step.Worked()));
    }

    /** The zone that a task is about; fails, to be retried, while it is not configured. */
    Mono<Zone> zoneOf(Task task) {
        return Mono.justOrEmpty(topology.get().zone(task.zone()))
                .switchIfEmpty(Mono.error(() -> new NotNow("zone " + task.zone() + " is not configured")));
    }

    Tasks tasks() {
        return tasks;
    }

    private Mono<Void> each(List<Task> claimed, Function<Task, Mono<Void>> perform) {
        return Flux.fromIterable(claimed).flatMap(task -> seeToItsEnd(task, perform), AT_ONCE).then();
    }

    private Mono<Void> seeToItsEnd(Task task, Function<Task, Mono<Void>> perform) {
        return Mono.defer(() -> perform.apply(task))
                .timeout(claim, clock)
                .then(Mono.defer(() -> tasks.done(task)))
                .then()
                // Without the ledger there is no retry either: the claim lapses by itself.
                .onErrorResume(failure -> !(failure instanceof LedgerUnavailable), failure -> again(task, failure));
    }

    private Mono<Void> again(Task task, Throwable failure) {
        LOG.debug("{} for {} at try {}: {}", task.kind(), task.zone(), task.tries() + 1, failure.toString());
        return tasks.retry(task, delay(task.tries()), String.valueOf(failure.getMessage()));
    }

    private static Duration delay(int tries) {
        Duration delay = FIRST_RETRY.multipliedBy(1L << Math.min(tries, 10));
        return delay.compareTo(LAST_RETRY) < 0 ? delay : LAST_RETRY;
    }

    private Set<ZoneCode> away() {
        return topology.get()
                .zones()
                .stream()
                .filter(zone -> !zone.enabled() || !health.usable(zone.code()))
                .map(Zone::code)
                .collect(Collectors.toUnmodifiableSet());
    }
}
