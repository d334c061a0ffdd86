package dev.s3gateway.access;

import dev.s3gateway.failure.Failure;
import dev.s3gateway.ledger.Ledger;
import dev.s3gateway.ledger.LedgerUnavailable;
import dev.s3gateway.ledger.SeenBuckets;
import dev.s3gateway.object.BucketName;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Says whether a caller may do something. Root may do everything, the anonymous nothing, every other user what touches
 * no bucket but their own. A bucket that does not exist is nobody's: the operation itself says that it is missing.
 */
public final class Authorizer {

    private final Ledger ledger;

    public Authorizer(Ledger ledger) {
        this.ledger = ledger;
    }

    /**
     * Completes when the caller holds all of these permissions; {@link Failure.Denied} otherwise. Nobody may write while
     * the ledger is read-only: {@link Failure.ReadOnly} then, before anything of a body was asked for.
     */
    public Mono<Void> require(Caller caller, List<Permission> permissions) {
        Mono<Void> allowed = allowed(caller, permissions);
        return permissions.stream().anyMatch(Permission::changes)
                ? allowed.then(Mono.defer(() -> Mono.justOrEmpty(ledger.readOnly())
                        .flatMap(why -> Mono.error(new Failure.ReadOnly(why)))))
                : allowed;
    }

    private Mono<Void> allowed(Caller caller, List<Permission> permissions) {
        if (caller.root()) {
            return Mono.empty();
        }
        if (caller.isAnonymous()) {
            return Mono.error(Failure.Denied::new);
        }
        return Flux.fromStream(() -> permissions.stream().flatMap(p -> p.touchedBucket().stream()).distinct())
                .concatMap(bucket -> requireOwned(bucket, caller))
                .then();
    }

    private Mono<Void> requireOwned(BucketName name, Caller caller) {
        return SeenBuckets.recall(ledger, name)
                .filter(bucket -> !bucket.owner().equals(caller.user()))
                // Nobody is refused by what is only remembered.
                .flatMap(bucket -> SeenBuckets.confirm(ledger, bucket))
                .onErrorMap(LedgerUnavailable.class, _ -> new Failure.Overloaded("the ledger does not answer"))
                .flatMap(_ -> Mono.error(new Failure.Denied()));
    }
}
