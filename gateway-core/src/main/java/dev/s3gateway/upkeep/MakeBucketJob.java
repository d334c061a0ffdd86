package dev.s3gateway.upkeep;

import dev.s3gateway.job.Job;
import dev.s3gateway.job.Step;
import dev.s3gateway.ledger.Buckets;
import dev.s3gateway.ledger.Ledger;
import dev.s3gateway.ledger.Task;
import dev.s3gateway.ledger.ZoneBucket;
import dev.s3gateway.replication.ZoneBuckets;
import reactor.core.publisher.Mono;

/** Makes the buckets that could not be made in a zone when their bucket was created. */
public final class MakeBucketJob implements Job {

    private final TaskQueue queue;
    private final Buckets buckets;
    private final ZoneBuckets zoneBuckets;

    public MakeBucketJob(TaskQueue queue, Ledger ledger) {
        this.queue = queue;
        this.buckets = ledger.buckets();
        this.zoneBuckets = new ZoneBuckets(ledger);
    }

    @Override
    public String name() {
        return "make buckets";
    }

    @Override
    public Mono<Step> step() {
        return queue.work(Task.Kind.MAKE_BUCKET, this::make);
    }

    private Mono<Void> make(Task task) {
        return Mono.zip(buckets.byId(task.bucket()), queue.zoneOf(task), zoneBuckets::makeUnderAnyName)
                .flatMap(made -> made)
                .flatMap(there -> there.isOpen() ? Mono.empty() : Mono.error(() -> new NotNow(reason(there))));
    }

    private static String reason(ZoneBucket there) {
        return there.reason().orElse("the bucket could not be made");
    }
}
