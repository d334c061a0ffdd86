package dev.s3gateway.lifecycle;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.context.Context;

/**
 * Work that a client's departure must not cut: commits, late lanes, clean-up. Besides the edges this is the only place
 * that subscribes. All work is named and counted, and {@link #stop} waits for it.
 */
public final class Background implements Component {

    private static final Logger LOG = LoggerFactory.getLogger(Background.class);

    private final Duration drainTime;
    private final Map<String, AtomicInteger> running = new ConcurrentHashMap<>();

    public Background(Duration drainTime) {
        this.drainTime = drainTime;
    }

    /**
     * Starts the work when subscribed to and relays its result. Cancelling the relay leaves the work running; a failure
     * that nobody waits for any more is logged.
     */
    public <T> Mono<T> detached(String name, Mono<T> work) {
        return Mono.deferContextual(context -> {
            Sinks.One<T> result = Sinks.one();
            AtomicBoolean awaited = new AtomicBoolean(true);
            counted(name, work).subscribe(result::tryEmitValue, failure -> {
                if (!awaited.get()) {
                    logged(name, failure);
                }
                result.tryEmitError(failure);
            }, result::tryEmitEmpty, Context.of(context));
            return result.asMono().doOnCancel(() -> awaited.set(false));
        });
    }

    /** Starts the work now; nobody waits for its result. Its failure is logged, once, here. */
    public void start(String name, Mono<?> work) {
        counted(name, work).subscribe(_ -> {}, failure -> logged(name, failure));
    }

    /** Starts the work now and tells {@code waiting} what becomes of it, who does not cancel it by leaving. */
    public <T> void start(String name, Mono<T> work, CoreSubscriber<? super T> waiting) {
        counted(name, work).subscribe(waiting);
    }

    /** The count goes down before the result is told: who has seen the answer sees an idle house. */
    private <T> Mono<T> counted(String name, Mono<T> work) {
        return Mono.defer(() -> {
            AtomicInteger count = running.computeIfAbsent(name, _ -> new AtomicInteger());
            count.incrementAndGet();
            return work.doOnTerminate(count::decrementAndGet);
        });
    }

    private static void logged(String name, Throwable failure) {
        LOG.warn("{} failed in the background", name, failure);
    }

    /** How many pieces of work run now, by name; names at rest are left out. */
    public Map<String, Integer> running() {
        Map<String, Integer> counts = new TreeMap<>();
        running.forEach((name, count) -> {
            if (count.get() > 0) {
                counts.put(name, count.get());
            }
        });
        return counts;
    }

    @Override
    public String name() {
        return "background work";
    }

    @Override
    public Mono<Void> start() {
        return Mono.empty();
    }

    @Override
    public Mono<Void> stop() {
        return Flux.interval(Duration.ZERO, Duration.ofMillis(20))
                .filter(_ -> running().isEmpty())
                .next()
                .timeout(drainTime)
                .doOnError(_ -> LOG.warn("stopping with work left undone: {}", running()))
                .onErrorComplete()
                .then();
    }
}
