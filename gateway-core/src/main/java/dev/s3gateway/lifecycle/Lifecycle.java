package dev.s3gateway.lifecycle;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Components that start one after the other and stop in reverse, each within a deadline. When one does not start, it
 * and those before it are stopped again, and the start fails with {@link StartFailed}. Stopping always goes through to
 * the end: what does not stop in time is logged and left behind.
 */
public final class Lifecycle implements Component {

    private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

    private final String name;
    private final List<Component> components;
    private final Duration startTime;
    private final Duration stopTime;

    /** The durations are what each component has, not all of them together. */
    public Lifecycle(String name, List<? extends Component> components, Duration startTime, Duration stopTime) {
        this.name = name;
        this.components = List.copyOf(components);
        this.startTime = startTime;
        this.stopTime = stopTime;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Mono<Void> start() {
        return Flux.range(0, components.size()).concatMap(this::started).then();
    }

    @Override
    public Mono<Void> stop() {
        return stopped(components);
    }

    private Mono<Void> started(int index) {
        Component component = components.get(index);
        return Mono.defer(component::start)
                .timeout(startTime, Mono.error(this::tooSlow))
                .doOnSuccess(_ -> LOG.debug("{} started", component.name()))
                .onErrorResume(cause -> stopped(components.subList(0, index + 1))
                        .then(Mono.error(() -> StartFailed.of(component, cause))));
    }

    private TimeoutException tooSlow() {
        return new TimeoutException("it took longer than " + startTime.toSeconds() + " s");
    }

    private Mono<Void> stopped(List<Component> some) {
        return Flux.fromIterable(some.reversed()).concatMap(this::stopped).then();
    }

    private Mono<Void> stopped(Component component) {
        return Mono.defer(component::stop)
                .timeout(stopTime)
                .doOnSuccess(_ -> LOG.debug("{} stopped", component.name()))
                .doOnError(failure -> LOG.warn("{} did not stop", component.name(), failure))
                .onErrorComplete();
    }
}
