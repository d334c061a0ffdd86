package dev.s3gateway.upkeep;

import dev.s3gateway.backend.Zone;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.job.Step;
import dev.s3gateway.ledger.LedgerUnavailable;
import dev.s3gateway.ledger.Task;
import dev.s3gateway.ledger.Tasks;
import dev.s3gateway.ledger.ZoneBucket;
import dev.s3gateway.lifecycle.Background;
import dev.s3gateway.lifecycle.Component;
import dev.s3gateway.placement.Topology;
import dev.s3gateway.placement.ZoneHealth;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * Claims due tasks and sees each to an end: done, or due again later. A task is never lost: while its zone is away it
 * is not even claimed, and what fails comes back with its reason. Only what is worked on is claimed, and the claim is
 * renewed for as long as that takes: a copy of a large object may take hours.
 */
public final class TaskQueue implements Component {

    private static final Logger LOG = LoggerFactory.getLogger(TaskQueue.class);
    /** What takes longer than this goes on by itself, and other tasks are begun beside it. */
    private static final Duration STEP = Duration.ofSeconds(1);
    private static final int RENEWALS = 3;
    private static final Step NOTHING_IS_DUE = new Step.Idle(Duration.ofSeconds(1));

    private final Tasks tasks;
    private final Supplier<Topology> topology;
    private final ZoneHealth health;
    private final Background background;
    private final QueueLimits limits;
    private final Duration claim;
    private final Scheduler clock;
    private final Map<Task.Kind, AtomicInteger> running = new ConcurrentHashMap<>();
    private final Sinks.Empty<Void> stopping = Sinks.empty();

    public TaskQueue(Tasks tasks, Supplier<Topology> topology, ZoneHealth health, Background background,
            QueueLimits limits, Scheduler clock) {
        this.tasks = tasks;
        this.topology = topology;
        this.health = health;
        this.background = background;
        this.limits = limits;
        this.claim = limits.claim();
        this.clock = clock;
    }

    @Override
    public String name() {
        return "tasks";
    }

    @Override
    public Mono<Void> start() {
        return Mono.empty();
    }

    /** Ends what still runs, to be done again by whoever is there: a long copy must not keep a process from ending. */
    @Override
    public Mono<Void> stop() {
        return Mono.fromRunnable(stopping::tryEmitEmpty);
    }

    /** Performs what is due of one kind. A task whose performance completes is done; one that fails is retried. */
    Mono<Step> work(Task.Kind kind, Function<Task, Mono<Void>> perform) {
        return Mono.defer(() -> {
            int free = limits.atOnce() - running(kind).get();
            return free <= 0 ? Mono.just(NOTHING_IS_DUE) : work(kind, perform, free);
        });
    }

    private Mono<Step> work(Task.Kind kind, Function<Task, Mono<Void>> perform, int free) {
        return tasks.claim(kind, here(), free, claim)
                .flatMap(claimed -> claimed.isEmpty()
                        ? Mono.just(NOTHING_IS_DUE)
                        : each(claimed, perform).thenReturn(new Step.Worked()));
    }

    /** The zone that a task is about; fails, to be retried, while it is not configured. */
    Mono<Zone> zoneOf(Task task) {
        return Mono.justOrEmpty(topology.get().zone(task.zone()))
                .switchIfEmpty(Mono.error(() -> new NotNow("zone " + task.zone() + " is not configured")));
    }

    /** Whether the zone has not lately called its bucket full. */
    boolean hasRoom(ZoneBucket there) {
        return !health.full(there.zone()).contains(there.name());
    }

    Tasks tasks() {
        return tasks;
    }

    private Mono<Void> each(List<Task> claimed, Function<Task, Mono<Void>> perform) {
        return Flux.fromIterable(claimed)
                .flatMap(task -> background.detached("task " + task.kind(), counted(task, perform)), claimed.size())
                .then()
                .timeout(STEP, Mono.empty(), clock);
    }

    private Mono<Void> counted(Task task, Function<Task, Mono<Void>> perform) {
        return Mono.defer(() -> {
            AtomicInteger count = running(task.kind());
            count.incrementAndGet();
            return seeToItsEnd(task, perform).doOnTerminate(count::decrementAndGet);
        });
    }

    private AtomicInteger running(Task.Kind kind) {
        return running.computeIfAbsent(kind, _ -> new AtomicInteger());
    }

    private Mono<Void> seeToItsEnd(Task task, Function<Task, Mono<Void>> perform) {
        return Mono.defer(() -> perform.apply(task))
                .takeUntilOther(Mono.firstWithSignal(lost(task), stopped()))
                .then(Mono.defer(() -> tasks.done(task)))
                .then()
                .onErrorResume(failure -> !(failure instanceof LedgerUnavailable), failure -> again(task, failure))
                // Without the ledger there is no retry either: the claim lapses by itself.
                .onErrorComplete(LedgerUnavailable.class);
    }

    /** Fails once somebody else has the task: nothing that this worker still does would count. */
    private Mono<Void> lost(Task task) {
        return Flux.interval(claim.dividedBy(RENEWALS), clock)
                .onBackpressureDrop()
                .concatMap(_ -> tasks.renew(task, claim).onErrorReturn(LedgerUnavailable.class, true))
                .filter(ours -> !ours)
                .next()
                .flatMap(_ -> Mono.error(() -> new NotNow("another worker took the task over")));
    }

    private Mono<Void> stopped() {
        return stopping.asMono().then(Mono.error(() -> new NotNow("the gateway stops")));
    }

    private Mono<Void> again(Task task, Throwable failure) {
        LOG.debug("{} for {} at try {}: {}", task.kind(), task.zone(), task.tries() + 1, failure.toString());
        return tasks.retry(task, delay(task.tries()), String.valueOf(failure.getMessage()));
    }

    private Duration delay(int tries) {
        Duration delay = limits.firstRetry().multipliedBy(1L << Math.min(tries, 10));
        return delay.compareTo(limits.lastRetry()) < 0 ? delay : limits.lastRetry();
    }

    private Set<ZoneCode> here() {
        return topology.get()
                .enabled()
                .stream()
                .filter(zone -> !zone.readOnly() && health.usable(zone.code()))
                .map(Zone::code)
                .collect(Collectors.toUnmodifiableSet());
    }
}
