package dev.s3gateway.backend.guard;

import dev.s3gateway.backend.StoreFailure;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** Asks one zone how it is, more often while its circuit is open. Whoever schedules it subscribes again and again. */
public final class HealthProbe {

    private final CircuitBreaker circuit;
    private final GuardConfig config;

    public HealthProbe(CircuitBreaker circuit, GuardConfig config) {
        this.circuit = circuit;
        this.config = config;
    }

    public String name() {
        return "health-" + circuit.zone();
    }

    /** Pings once and says how long to rest before the next time. A zone's failure is its {@link Health}, no error. */
    public Mono<Duration> probe() {
        return circuit.ping()
                .onErrorComplete(StoreFailure.class)
                .then(Mono.fromSupplier(() -> circuit.isOpen() ? config.probeOpen() : config.probeClosed()));
    }
}
