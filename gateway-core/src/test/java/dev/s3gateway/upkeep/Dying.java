package dev.s3gateway.upkeep;

import dev.s3gateway.lifecycle.CrashPoints;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A process that dies at the n-th crash point it comes to: from then on nothing of it goes on. */
final class Dying implements CrashPoints {

    private final Sinks.Empty<Void> death = Sinks.empty();
    private int left;
    private boolean dead;

    Dying(int left) {
        this.left = left;
    }

    @Override
    public Mono<Void> at(String point) {
        return Mono.defer(this::next);
    }

    /** Completes at the moment of death. */
    Mono<Void> death() {
        return death.asMono();
    }

    private synchronized Mono<Void> next() {
        if (!dead && left-- > 0) {
            return Mono.empty();
        }
        dead = true;
        death.tryEmitEmpty();
        return Mono.never();
    }
}
