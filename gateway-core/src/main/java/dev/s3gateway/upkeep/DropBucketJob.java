package dev.s3gateway.upkeep;

import dev.s3gateway.backend.Zone;
import dev.s3gateway.job.Job;
import dev.s3gateway.job.Step;
import dev.s3gateway.ledger.Bucket;
import dev.s3gateway.ledger.Buckets;
import dev.s3gateway.ledger.Task;
import reactor.core.publisher.Mono;

/** Removes the zone buckets of deleted buckets, only if empty and only while nobody newer lies there. */
public final class DropBucketJob implements Job {

    private final TaskQueue queue;
    private final Buckets buckets;

    public DropBucketJob(TaskQueue queue, Buckets buckets) {
        this.queue = queue;
        this.buckets = buckets;
    }

    @Override
    public String name() {
        return "drop buckets";
    }

    @Override
    public Mono<Step> step() {
        return queue.work(Task.Kind.DROP_BUCKET, this::drop);
    }

    private Mono<Void> drop(Task task) {
        return Mono.zip(buckets.byId(task.bucket()), queue.zoneOf(task))
                .flatMap(both -> drop(task, both.getT1(), both.getT2()));
    }

    private Mono<Void> drop(Task task, Bucket bucket, Zone zone) {
        return Mono.justOrEmpty(bucket.in(zone.code()))
                .flatMap(there -> queue.tasks()
                        .mayPurge(task)
                        .filter(may -> may)
                        .flatMap(_ -> zone.store().deleteBucket(there.name())));
    }
}
