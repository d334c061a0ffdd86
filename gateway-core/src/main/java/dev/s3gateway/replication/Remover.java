package dev.s3gateway.replication;

import dev.s3gateway.failure.Failure;
import dev.s3gateway.ledger.Ledger;
import dev.s3gateway.ledger.Origin;
import dev.s3gateway.ledger.RemoveResult;
import dev.s3gateway.lifecycle.Background;
import dev.s3gateway.object.Conditions;
import dev.s3gateway.object.ObjectRef;
import dev.s3gateway.replication.foreign.ForeignObjects;
import reactor.core.publisher.Mono;

/** Removes keys: in the ledger now, in the zones by tasks, so a zone that is away cannot delay or undo a delete. */
public final class Remover {

    private final Ledger ledger;
    private final ForeignObjects foreign;
    private final Background background;

    public Remover(Ledger ledger, ForeignObjects foreign, Background background) {
        this.ledger = ledger;
        this.foreign = foreign;
        this.background = background;
    }

    /** Removes the current version of a key; done as well where there is none. */
    public Mono<Removed> remove(ObjectRef object, Conditions conditions, Origin origin) {
        Mono<Removed> removal = Known.recalled(ledger, object.bucket())
                .flatMap(bucket -> foreign.beneath(bucket, object, conditions)
                        .flatMap(beneath -> ledger.versions()
                                .remove(bucket.id(), object, conditions, beneath, origin)))
                .flatMap(result -> verdict(result, object))
                .transform(Outages.told());
        // A client that leaves now must not cut the transaction.
        return background.detached("delete", removal);
    }

    private Mono<Removed> verdict(RemoveResult result, ObjectRef object) {
        return switch (result) {
            case RemoveResult.Removed(var version) -> Mono.just(new Removed(version));
            case RemoveResult.ConditionFailed(var condition) -> Mono.error(new Failure.PreconditionFailed(condition));
            case RemoveResult.BucketGone() -> Known.gone(ledger, object.bucket());
            case RemoveResult.LeaseLost() -> Mono.error(new Failure.Overloaded("this gateway lost its lease"));
        };
    }
}
