package dev.s3gateway.backend.probe;

import dev.s3gateway.backend.Ability;
import dev.s3gateway.backend.Answer;
import dev.s3gateway.backend.Claim;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.bytes.Body;
import java.nio.charset.StandardCharsets;
import reactor.core.publisher.Mono;

/** Writes a key twice on the condition that nothing lies there. */
final class ConditionalPut implements Question {

    private static final Body.Buffered BODY = new Body.Buffered("first".getBytes(StandardCharsets.UTF_8));

    @Override
    public Ability ability() {
        return Ability.CONDITIONAL_PUT;
    }

    @Override
    public Mono<Answer> ask(Workbench bench) {
        return isTaken(bench).flatMap(first -> first
                ? isTaken(bench).map(second -> Answer.of(!second, "the condition is not looked at"))
                : Mono.just(Answer.no("the condition is refused")));
    }

    private static Mono<Boolean> isTaken(Workbench bench) {
        return bench.store()
                .claim(bench.planned(bench.under("conditional")), BODY, new Claim.Absent())
                .doOnNext(bench::landed)
                .thenReturn(true)
                .onErrorReturn(StoreFailure.Rejected.class, false);
    }
}
