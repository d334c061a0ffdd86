package dev.s3gateway.upkeep;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.ZoneUpload;
import dev.s3gateway.job.Job;
import dev.s3gateway.job.Step;
import dev.s3gateway.ledger.Task;
import dev.s3gateway.ledger.Upload;
import dev.s3gateway.ledger.Uploads;
import dev.s3gateway.lifecycle.CrashPoints;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Makes zones forget uploads in parts that were given up or that they were dropped from, until they say so; also those
 * that a zone began without our hearing of it.
 */
public final class AbortUploadsJob implements Job {

    private final TaskQueue queue;
    private final Uploads uploads;
    private final LostUploads lost;
    private final CrashPoints crash;

    public AbortUploadsJob(TaskQueue queue, Uploads uploads, CrashPoints crash) {
        this.queue = queue;
        this.uploads = uploads;
        this.lost = new LostUploads(uploads);
        this.crash = crash;
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
        return queue.zoneOf(task)
                .flatMap(zone -> Mono.justOrEmpty(task.locator())
                        .flatMapMany(place -> open(zone.store(), task, place))
                        .concatMap(upload -> crash.at("abort.before-abort").then(aborted(zone.store(), upload)))
                        .then(crash.at("abort.after-abort")));
    }

    private Flux<ZoneUpload> open(ObjectStore store, Task task, Locator place) {
        Locator planned = new Locator(place.zone(), place.bucket(), place.key(), Optional.empty(), place.stamp());
        // The task of an upload that no client began bears the zone's name for it in the version's place.
        return place.zoneVersion().isPresent()
                ? Flux.just(new ZoneUpload(planned, place.zoneVersion().get()))
                : uploads.ofVersion(place.stamp().version())
                        .flatMap(upload -> Mono.justOrEmpty(ofClient(store, upload, planned)))
                        .defaultIfEmpty(lost.ofCopy(store, task.bucket(), planned))
                        .flatMapMany(found -> found);
    }

    /** None where the client's upload went elsewhere: this is that of a later copy of the same version. */
    private Optional<Flux<ZoneUpload>> ofClient(ObjectStore store, Upload upload, Locator planned) {
        return upload.lanes()
                .stream()
                .filter(lane -> lane.planned().equals(planned))
                .findFirst()
                .map(lane -> lane.zoneUpload()
                        .map(id -> Flux.just(new ZoneUpload(planned, id)))
                        .orElseGet(() -> lost.of(store, upload, planned)));
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
