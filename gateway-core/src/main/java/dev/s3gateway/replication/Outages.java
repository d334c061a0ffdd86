package dev.s3gateway.replication;

import dev.s3gateway.failure.Failure;
import dev.s3gateway.ledger.LedgerUnavailable;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Mono;

/** What a caller is told while the ledger cannot be reached: not now. */
public final class Outages {

    private Outages() {}

    public static <T> UnaryOperator<Mono<T>> told() {
        return call -> call.onErrorMap(LedgerUnavailable.class, _ -> notNow());
    }

    public static Failure.Overloaded notNow() {
        return new Failure.Overloaded("the ledger cannot be reached");
    }
}
