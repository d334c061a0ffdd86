package dev.s3gateway.lifecycle;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
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
        return Mono.create(waiting -> work.subscribe(new Detached<>(name, begun(name), waiting)));
    }

    /** Starts the work now; nobody waits for its result. Its failure is logged, once, here. */
    public void start(String name, Mono<?> work) {
        counted(name, work).subscribe(_ -> {}, failure -> logged(name, failure));
    }

    /** Starts the work now and tells {@code waiting} what becomes of it, who does not cancel it by leaving. */
    public <T> void start(String name, Mono<T> work, CoreSubscriber<? super T> waiting) {
        counted(name, work).subscribe(waiting);
    }

    private <T> Mono<T> counted(String name, Mono<T> work) {
        return Mono.defer(() -> work.doOnTerminate(begun(name)::decrementAndGet));
    }

    /** What is to go down at the end, before the result is told: who has seen the answer sees an idle house. */
    private AtomicInteger begun(String name) {
        AtomicInteger count = running.computeIfAbsent(name, _ -> new AtomicInteger());
        count.incrementAndGet();
        return count;
    }

    /** Hears of the end of the work, and tells whoever still waits. */
    private static final class Detached<T> implements CoreSubscriber<T> {

        private final String name;
        private final AtomicInteger count;
        private final MonoSink<T> waiting;
        /** Kept, since each operator of the work asks for it, and the sink asks its way up to the socket every time. */
        private final Context context;
        private volatile boolean awaited = true;
        private boolean ended;

        Detached(String name, AtomicInteger count, MonoSink<T> waiting) {
            this.name = name;
            this.count = count;
            this.waiting = waiting.onCancel(() -> awaited = false);
            this.context = Context.of(waiting.contextView());
        }

        @Override
        public Context currentContext() {
            return context;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(T result) {
            end();
            waiting.success(result);
        }

        @Override
        public void onComplete() {
            if (!ended) {
                end();
                waiting.success();
            }
        }

        @Override
        public void onError(Throwable failure) {
            end();
            if (awaited) {
                waiting.error(failure);
            } else {
                logged(name, failure);
            }
        }

        private void end() {
            ended = true;
            count.decrementAndGet();
        }
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
