package dev.s3gateway.upkeep;

import dev.s3gateway.job.Job;
import dev.s3gateway.job.Step;
import dev.s3gateway.ledger.Leases;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Settles what gateways left behind that died: their open intents become purges. */
public final class RecoveryJob implements Job {

    private static final Logger LOG = LoggerFactory.getLogger(RecoveryJob.class);
    private static final Duration REST = Duration.ofSeconds(5);

    private final Leases leases;

    public RecoveryJob(Leases leases) {
        this.leases = leases;
    }

    @Override
    public String name() {
        return "recovery";
    }

    @Override
    public Mono<Step> step() {
        return leases.recover().map(RecoveryJob::outcome);
    }

    private static Step outcome(int settled) {
        if (settled > 0) {
            LOG.info("settled {} writes that a gateway left in doubt", settled);
        }
        return new Step.Idle(REST);
    }
}
