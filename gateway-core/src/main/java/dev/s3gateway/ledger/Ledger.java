package dev.s3gateway.ledger;

import reactor.core.publisher.Mono;

/** The authority as a whole: one topic each. */
public interface Ledger {

    Versions versions();

    Uploads uploads();

    Buckets buckets();

    Probes probes();

    Tasks tasks();

    Errands errands();

    Leases leases();

    OperationsLog operations();

    Reports reports();

    Holdings holdings();

    Revisions revisions();

    /** Completes when the database answers. */
    Mono<Void> ping();
}
