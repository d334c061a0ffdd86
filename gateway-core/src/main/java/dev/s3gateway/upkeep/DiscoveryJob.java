package dev.s3gateway.upkeep;

import dev.s3gateway.job.Job;
import dev.s3gateway.job.Step;
import dev.s3gateway.replication.Discovery;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** Looks now and then which buckets zones have that are new to us; at the start first of all. */
public final class DiscoveryJob implements Job {

    private static final Duration REST = Duration.ofMinutes(1);

    private final Discovery discovery;

    public DiscoveryJob(Discovery discovery) {
        this.discovery = discovery;
    }

    @Override
    public String name() {
        return "discovery";
    }

    @Override
    public Mono<Step> step() {
        return discovery.all().thenReturn(new Step.Idle(REST));
    }
}
