package dev.s3gateway.upkeep;

import dev.s3gateway.job.Job;
import dev.s3gateway.job.Step;
import dev.s3gateway.ledger.Versions;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** Clears the ledger of versions that ended and left nothing behind. */
public final class ForgetVersionsJob implements Job {

    private static final int BATCH = 1000;
    private static final Duration REST = Duration.ofMinutes(10);

    private final Versions versions;

    public ForgetVersionsJob(Versions versions) {
        this.versions = versions;
    }

    @Override
    public String name() {
        return "forget-versions";
    }

    @Override
    public Mono<Step> step() {
        return versions.forget(BATCH).map(gone -> gone == BATCH ? new Step.Worked() : new Step.Idle(REST));
    }
}
