package dev.s3gateway.backend;

import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Shut until a test opens it; then open for ever. */
public final class Gate {

    private final Sinks.Empty<Void> open = Sinks.empty();

    public Mono<Void> opened() {
        return open.asMono();
    }

    public void open() {
        open.tryEmitEmpty().orThrow();
    }
}
