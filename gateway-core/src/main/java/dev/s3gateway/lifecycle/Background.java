package dev.s3gateway.lifecycle;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

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

    /** Starts the work when subscribed to and relays its result. Cancelling the relay leaves the work running. */
    public <T> Mono<T> detached(String name, Mono<T> work) {
        return Mono.defer(() -> {
            Sinks.One<T> result = Sinks.one();
            AtomicInteger count = running.computeIfAbsent(name, _ -> new AtomicInteger());
            count.incrementAndGet();
            // The result is emitted after the count went down: who has seen the answer sees an idle house.
            work.doFinally(_ -> count.decrementAndGet())
                    .subscribe(result::tryEmitValue, result::tryEmitError, result::tryEmitEmpty);
            return result.asMono();
        });
    }

    /** Starts the work now; nobody waits for its result. Its failure is logged, once, here. */
    public void start(String name, Mono<?> work) {
        AtomicInteger count = running.computeIfAbsent(name, _ -> new AtomicInteger());
        count.incrementAndGet();
        work.doFinally(_ -> count.decrementAndGet())
                .subscribe(_ -> {}, failure -> LOG.warn("{} failed in the background: {}", name, failure.toString()));
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
