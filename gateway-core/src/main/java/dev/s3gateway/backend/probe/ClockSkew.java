package dev.s3gateway.backend.probe;

import dev.s3gateway.backend.Ability;
import dev.s3gateway.backend.Answer;
import java.time.Duration;
import java.time.InstantSource;
import reactor.core.publisher.Mono;

/** How far the zone's clock is from ours: signatures are refused beyond a quarter of an hour. */
final class ClockSkew implements Question {

    private static final Duration TOLERABLE = Duration.ofMinutes(1);

    private final InstantSource clock;

    ClockSkew(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Ability ability() {
        return Ability.CLOCK;
    }

    @Override
    public Mono<Answer> ask(Workbench bench) {
        return bench.store().clock().map(there -> answer(Duration.between(clock.instant(), there)));
    }

    private static Answer answer(Duration ahead) {
        return Answer.of(ahead.abs().compareTo(TOLERABLE) < 0,
                ahead.abs().toSeconds() + " s " + (ahead.isNegative() ? "behind" : "ahead of") + " ours");
    }
}
