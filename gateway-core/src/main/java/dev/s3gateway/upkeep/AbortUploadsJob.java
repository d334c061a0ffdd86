package dev.s3gateway.upkeep;

import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.Zone;
import dev.s3gateway.backend.ZoneUpload;
import dev.s3gateway.job.Job;
import dev.s3gateway.job.Step;
import dev.s3gateway.ledger.Task;
import dev.s3gateway.ledger.Upload;
import dev.s3gateway.ledger.UploadLane;
import dev.s3gateway.ledger.Uploads;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Makes zones forget uploads in parts that were given up or that they were dropped from, until they say so. */
public final class AbortUploadsJob implements Job {

    private final TaskQueue queue;
    private final Uploads uploads;

    public AbortUploadsJob(TaskQueue queue, Uploads uploads) {
        this.queue = queue;
        this.uploads = uploads;
    }

    @Override
    public String name() {
        return "abort uploads";
    }

    @Override
    public Mono<Step> step() {
        return queue.work(Task.Kind.ABORT_UPLOAD, this::abort);
    }

    private Mono<Void> abort(Task task) {
        return Mono.justOrEmpty(task.version())
                .flatMap(uploads::ofVersion)
                .flatMapIterable(Upload::lanes)
                .filter(lane -> lane.zone().equals(task.zone()))
                .concatMap(lane -> queue.zoneOf(task).flatMap(zone -> abort(zone, lane)))
                .then();
    }

    private static Mono<Void> abort(Zone zone, UploadLane lane) {
        return Mono.justOrEmpty(lane.zoneUpload())
                .map(id -> new ZoneUpload(lane.planned(), id))
                .flatMap(upload -> aborted(zone.store(), upload));
    }

    // A part that was on its way when the upload ended can outlive the first call.
    private static Mono<Void> aborted(ObjectStore store, ZoneUpload upload) {
        return store.abortUpload(upload)
                .then(Mono.defer(() -> store.parts(upload)
                        .onErrorResume(StoreFailure.NotFound.class, _ -> Flux.empty())
                        .hasElements()))
                .flatMap(left -> left ? Mono.error(() -> new NotNow("the zone still has parts")) : Mono.empty());
    }
}
