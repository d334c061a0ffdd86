package dev.s3gateway.server;

import dev.s3gateway.job.Job;
import dev.s3gateway.job.Step;
import dev.s3gateway.s3.ReadLog;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** Writes reads and refusals into the operations log, batch after batch. */
final class ReadLogJob implements Job {

    private final ReadLog reads;
    private final Duration rest;

    ReadLogJob(ReadLog reads, Duration rest) {
        this.reads = reads;
        this.rest = rest;
    }

    @Override
    public String name() {
        return "read-log";
    }

    @Override
    public Mono<Step> step() {
        return reads.write().map(written -> written > 0 ? new Step.Worked() : new Step.Idle(rest));
    }
}
