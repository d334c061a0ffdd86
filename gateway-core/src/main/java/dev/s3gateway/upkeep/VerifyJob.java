package dev.s3gateway.upkeep;

import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.Zone;
import dev.s3gateway.job.Job;
import dev.s3gateway.job.Step;
import dev.s3gateway.ledger.Task;
import dev.s3gateway.ledger.Version;
import dev.s3gateway.ledger.Versions;
import dev.s3gateway.replication.copy.Fingerprint;
import dev.s3gateway.replication.copy.Verification;
import reactor.core.publisher.Mono;

/** Looks at copies that a read found missing or different: sound after all, or given up and owed. */
public final class VerifyJob implements Job {

    private final TaskQueue queue;
    private final Versions versions;

    public VerifyJob(TaskQueue queue, Versions versions) {
        this.queue = queue;
        this.versions = versions;
    }

    @Override
    public String name() {
        return "verify";
    }

    @Override
    public Mono<Step> step() {
        return queue.work(Task.Kind.VERIFY, this::verify);
    }

    private Mono<Void> verify(Task task) {
        return Mono.justOrEmpty(task.version())
                .flatMap(versions::live)
                .flatMap(version -> queue.zoneOf(task).flatMap(zone -> isSound(version, zone, task)))
                .flatMap(sound -> queue.tasks().verified(task, sound));
    }

    // A zone that does not answer says nothing about the copy: that failure passes, and the task comes back.
    private static Mono<Boolean> isSound(Version version, Zone zone, Task task) {
        return Mono.justOrEmpty(task.locator())
                .flatMap(copy -> Verification.readBack(zone.store(), copy, Fingerprint.of(version.content())))
                .hasElement()
                .onErrorReturn(StoreFailure.NotFound.class, false)
                .onErrorReturn(StoreFailure.Corrupt.class, false);
    }
}
