package dev.s3gateway.upkeep;

import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.Zone;
import dev.s3gateway.job.Job;
import dev.s3gateway.job.Step;
import dev.s3gateway.ledger.Bucket;
import dev.s3gateway.ledger.Buckets;
import dev.s3gateway.ledger.Ledger;
import dev.s3gateway.ledger.Task;
import dev.s3gateway.replication.marker.Claim;
import dev.s3gateway.replication.marker.Markers;
import reactor.core.publisher.Mono;

/** Removes the zone buckets of deleted buckets, only if empty and only while nobody newer lies there. */
public final class DropBucketJob implements Job {

    private final TaskQueue queue;
    private final Buckets buckets;
    private final Markers markers;

    public DropBucketJob(TaskQueue queue, Ledger ledger) {
        this.queue = queue;
        this.buckets = ledger.buckets();
        this.markers = new Markers(ledger);
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
                        .flatMap(_ -> dropped(zone, there.name())));
    }

    /** What bears another's marker is not ours to remove. */
    private Mono<Void> dropped(Zone zone, String name) {
        return markers.claim(zone, name).flatMap(claim -> switch (claim) {
            case Claim.Ours() -> markers.unmark(zone, name)
                    .then(Mono.defer(() -> zone.store().deleteBucket(name)))
                    .onErrorResume(StoreFailure.Rejected.class,
                            refused -> markers.mark(zone, name).then(Mono.error(refused)));
            case Claim.Nobodys() -> zone.store().deleteBucket(name);
            case Claim.OtherZones(var _) -> Mono.empty();
            case Claim.OtherGateways(var _) -> Mono.empty();
        });
    }
}
