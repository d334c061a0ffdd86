package dev.s3gateway.server;

import dev.s3gateway.lifecycle.Component;
import reactor.core.publisher.Mono;

/** Whether requests may be sent here: the last to come up, the first to go. */
final class Readiness implements Component {

    private volatile boolean ready;

    boolean isReady() {
        return ready;
    }

    @Override
    public String name() {
        return "readiness";
    }

    @Override
    public Mono<Void> start() {
        return Mono.fromRunnable(() -> ready = true);
    }

    @Override
    public Mono<Void> stop() {
        return Mono.fromRunnable(() -> ready = false);
    }
}
