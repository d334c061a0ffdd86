package dev.s3gateway.replication;

import dev.s3gateway.ledger.Buckets;
import dev.s3gateway.ledger.Errands;
import dev.s3gateway.ledger.Leases;
import dev.s3gateway.ledger.Ledger;
import dev.s3gateway.ledger.OperationsLog;
import dev.s3gateway.ledger.Probes;
import dev.s3gateway.ledger.Holdings;
import dev.s3gateway.ledger.Reports;
import dev.s3gateway.ledger.Revisions;
import dev.s3gateway.ledger.Tasks;
import dev.s3gateway.ledger.Uploads;
import dev.s3gateway.ledger.Versions;
import java.util.Optional;
import java.util.UUID;
import reactor.core.publisher.Mono;

/** A ledger to which a bucket that only zones know is known as soon as somebody asks for it. */
public record FindingLedger(Ledger inner, Buckets buckets) implements Ledger {

    public static Ledger over(Ledger ledger, Discovery discovery) {
        return new FindingLedger(ledger, new FindingBuckets(ledger.buckets(), discovery));
    }

    @Override
    public Versions versions() {
        return inner.versions();
    }

    @Override
    public Uploads uploads() {
        return inner.uploads();
    }

    @Override
    public Tasks tasks() {
        return inner.tasks();
    }

    @Override
    public Errands errands() {
        return inner.errands();
    }

    @Override
    public Leases leases() {
        return inner.leases();
    }

    @Override
    public Probes probes() {
        return inner.probes();
    }

    @Override
    public OperationsLog operations() {
        return inner.operations();
    }

    @Override
    public Reports reports() {
        return inner.reports();
    }

    @Override
    public Holdings holdings() {
        return inner.holdings();
    }

    @Override
    public Revisions revisions() {
        return inner.revisions();
    }

    @Override
    public Mono<UUID> installation() {
        return inner.installation();
    }

    @Override
    public Optional<String> readOnly() {
        return inner.readOnly();
    }

    @Override
    public Mono<Void> ping() {
        return inner.ping();
    }
}
