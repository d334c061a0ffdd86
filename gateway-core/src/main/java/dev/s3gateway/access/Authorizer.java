package dev.s3gateway.access;

import dev.s3gateway.failure.Failure;
import dev.s3gateway.ledger.Buckets;
import dev.s3gateway.ledger.LedgerUnavailable;
import dev.s3gateway.object.BucketName;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Says whether a caller may do something. Root may do everything, the anonymous nothing, every other user what touches
 * no bucket but their own. A bucket that does not exist is nobody's: the operation itself says that it is missing.
 */
public final class Authorizer {

    private final Buckets buckets;

    public Authorizer(Buckets buckets) {
        this.buckets = buckets;
    }

    /** Completes when the caller holds all of these permissions; {@link Failure.Denied} otherwise. */
    public Mono<Void> require(Caller caller, List<Permission> permissions) {
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
        return buckets.find(name)
                .onErrorMap(LedgerUnavailable.class, _ -> new Failure.Overloaded("the ledger does not answer"))
                .filter(bucket -> !bucket.owner().equals(caller.user()))
                .flatMap(_ -> Mono.error(new Failure.Denied()));
    }
}
