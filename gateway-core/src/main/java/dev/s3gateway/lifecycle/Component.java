package dev.s3gateway.lifecycle;

import reactor.core.publisher.Mono;

/**
 * Something that starts and stops. Both complete when done; {@code stop} may be called on a component that never
 * started or whose start failed, and more than once.
 */
public interface Component {

    /** How it is called in log lines. */
    String name();

    Mono<Void> start();

    Mono<Void> stop();
}
