package dev.s3gateway.backend.probe;

import dev.s3gateway.backend.Ability;
import dev.s3gateway.backend.Answer;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.Stored;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Asks for a key before it is there, since some caches remember a 404, and again as soon as it was written. */
final class ReadAfterWrite implements Question {

    private static final int TRIES = 4;

    @Override
    public Ability ability() {
        return Ability.READ_AFTER_WRITE;
    }

    @Override
    public Mono<Answer> ask(Workbench bench) {
        return Flux.range(0, TRIES)
                .flatMap(n -> isThereAtOnce(bench, "fresh/" + n), TRIES)
                .all(there -> there)
                .map(all -> Answer.of(all, "a fresh key is not there at once"));
    }

    private static Mono<Boolean> isThereAtOnce(Workbench bench, String name) {
        Locator planned = bench.planned(bench.under(name));
        return bench.store()
                .size(planned)
                .onErrorResume(StoreFailure.NotFound.class, _ -> Mono.empty())
                .then(Mono.defer(() -> bench.put(planned, Body.of(name))))
                .map(Stored::locator)
                .flatMap(there -> Mono.zip(isSeen(bench, there, name.length()), bench.holds(there, name),
                        Boolean::logicalAnd));
    }

    private static Mono<Boolean> isSeen(Workbench bench, Locator there, int size) {
        return bench.store()
                .size(there)
                .map(found -> found == size)
                .onErrorReturn(StoreFailure.NotFound.class, false);
    }
}
