package dev.s3gateway.backend.probe;

import dev.s3gateway.backend.Ability;
import dev.s3gateway.backend.Answer;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.bytes.Body;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** Locks a version for a moment, by the zone's own clock, and tries to remove it. */
final class ObjectLock implements Question {

    private static final Duration MOMENT = Duration.ofMinutes(2);

    @Override
    public Ability ability() {
        return Ability.OBJECT_LOCK;
    }

    @Override
    public Mono<Answer> ask(Workbench bench) {
        return bench.settings().lockable()
                ? bench.put(bench.planned(bench.under("locked")), Body.of("locked"))
                        .flatMap(stored -> locked(bench, stored.locator()))
                : Mono.just(Answer.no("the bucket was made without it"));
    }

    private static Mono<Answer> locked(Workbench bench, Locator copy) {
        return bench.store()
                .clock()
                .flatMap(now -> bench.store().lock(copy, now.plus(MOMENT)))
                .then(Mono.defer(() -> resists(bench, copy)))
                .map(held -> Answer.of(held, "a locked version was removed"))
                .onErrorResume(StoreFailure.Rejected.class,
                        refusal -> Mono.just(Answer.no("it cannot be set: " + refusal.code)));
    }

    private static Mono<Boolean> resists(Workbench bench, Locator copy) {
        return bench.store()
                .delete(copy)
                .thenReturn(false)
                .onErrorReturn(StoreFailure.Rejected.class, true)
                .flatMap(held -> bench.store()
                        .deleteLocked(copy)
                        .doOnSuccess(_ -> bench.removed(copy))
                        .onErrorComplete(StoreFailure.class)
                        .thenReturn(held));
    }
}
