package dev.s3gateway.upkeep;

import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.failure.Failure;
import dev.s3gateway.job.Step;
import dev.s3gateway.ledger.Errand;
import dev.s3gateway.ledger.Errands;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** Takes the next step of the long work that operators asked for, and gives back at once what has to wait. */
final class ErrandDesk {

    private static final Duration CLAIM = Duration.ofMinutes(10);
    private static final Step REST = new Step.Idle(Duration.ofSeconds(2));
    private static final Step WORKED = new Step.Worked();

    private final Errands errands;
    private final Errand.Kind kind;

    ErrandDesk(Errands errands, Errand.Kind kind) {
        this.errands = errands;
        this.kind = kind;
    }

    /** Claims an errand and has it advanced. Where a zone is away it goes on soon, perhaps in another gateway. */
    Mono<Step> step(Function<Errand, Mono<Boolean>> advance) {
        return errands.claim(kind, CLAIM)
                .flatMap(errand -> Mono.defer(() -> advance.apply(errand))
                        .thenReturn(WORKED)
                        .onErrorResume(ErrandDesk::isForNow, failure -> givenBack(errand, failure)))
                .defaultIfEmpty(REST);
    }

    private static boolean isForNow(Throwable failure) {
        return failure instanceof StoreFailure || failure instanceof Failure || failure instanceof NotNow;
    }

    private Mono<Step> givenBack(Errand errand, Throwable failure) {
        return errands
                .advance(errand, errand.cursor(), errand.tally(), Optional.of(String.valueOf(failure.getMessage())))
                .thenReturn(REST);
    }
}
