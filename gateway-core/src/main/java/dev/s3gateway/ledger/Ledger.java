package dev.s3gateway.ledger;

import java.util.Optional;
import java.util.UUID;
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

    /** Which ledger this is: no other has this id, and it keeps it for ever, also when it was restored from a backup. */
    Mono<UUID> installation();

    /**
     * Why nothing is written at present though reads go on, as far as this process knows: in words, for operators and
     * clients. Empty otherwise. Free.
     */
    Optional<String> readOnly();

    /** Completes when the database answers. */
    Mono<Void> ping();
}
