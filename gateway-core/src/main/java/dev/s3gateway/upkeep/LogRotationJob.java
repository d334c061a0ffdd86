package dev.s3gateway.upkeep;

import dev.s3gateway.job.Job;
import dev.s3gateway.job.Step;
import dev.s3gateway.ledger.OperationsLog;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Drops the days of the operations log that are older than they must be kept, and makes room for those to come. */
public final class LogRotationJob implements Job {

    private static final Logger LOG = LoggerFactory.getLogger(LogRotationJob.class);
    private static final Step NEXT = new Step.Idle(Duration.ofHours(6));

    private final OperationsLog log;
    private final Duration retention;

    /** @param retention how long an entry is kept at least */
    public LogRotationJob(OperationsLog log, Duration retention) {
        this.log = log;
        this.retention = retention;
    }

    @Override
    public String name() {
        return "log-rotation";
    }

    @Override
    public Mono<Step> step() {
        return log.rotate(retention).map(this::outcome);
    }

    private Step outcome(int dropped) {
        if (dropped > 0) {
            LOG.info("dropped {} days of the operations log that were older than {} days", dropped,
                    retention.toDays());
        }
        return NEXT;
    }
}
