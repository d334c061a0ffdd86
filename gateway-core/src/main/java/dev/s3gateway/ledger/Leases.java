package dev.s3gateway.ledger;

import reactor.core.publisher.Mono;

/**
 * The right of a process to commit. It is renewed every second and lapses after ten by the database's clock; what a
 * lapsed lease held is taken by {@link #recover}. Every call is lazy and fails only with {@link LedgerUnavailable}.
 */
public interface Leases {

    /** Takes a new lease for this process; the calls of {@link Versions} are made under it. */
    Mono<Void> acquire();

    /** False: it had lapsed and was taken, or there is none; the process must acquire a new one. */
    Mono<Boolean> renew();

    /** Gives the lease up at an orderly stop. */
    Mono<Void> release();

    /** Settles what lapsed leases left in doubt: intents without a version become purge tasks. Says how many. */
    Mono<Integer> recover();

    /** The ledger's incarnation, written into every stamp. */
    Mono<Long> incarnation();
}
