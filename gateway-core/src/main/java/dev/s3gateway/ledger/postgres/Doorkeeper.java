package dev.s3gateway.ledger.postgres;

import reactor.core.publisher.Mono;

/** Asked before a connection is used for the first time, and before anything is written. */
interface Doorkeeper {

    Doorkeeper NONE = new Doorkeeper() {
        @Override
        public Mono<Void> meet(Session fresh) {
            return Mono.empty();
        }

        @Override
        public void requireWrites() {}
    };

    /** Looks at the database at the other end; what it finds is known when this completes. */
    Mono<Void> meet(Session fresh);

    /** Fails with {@link dev.s3gateway.ledger.LedgerUnavailable} while nothing may be written. */
    void requireWrites();
}
