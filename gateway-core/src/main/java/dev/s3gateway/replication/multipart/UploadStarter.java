package dev.s3gateway.replication.multipart;

import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.failure.Failure;
import dev.s3gateway.ledger.Bucket;
import dev.s3gateway.ledger.Ledger;
import dev.s3gateway.ledger.Upload;
import dev.s3gateway.ledger.UploadId;
import dev.s3gateway.ledger.UploadLane;
import dev.s3gateway.lifecycle.Background;
import dev.s3gateway.lifecycle.CrashPoints;
import dev.s3gateway.object.VersionId;
import dev.s3gateway.replication.Known;
import dev.s3gateway.replication.Persistently;
import dev.s3gateway.replication.write.Lane;
import dev.s3gateway.replication.write.WritePlanner;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Begins uploads in parts: the row first, then every zone at once. The zones that answer are the upload's lanes. */
final class UploadStarter {

    /** Beyond it somebody only begins uploads and never ends them. */
    private static final int MOST_OPEN = 10_000;

    private final Ledger ledger;
    private final WritePlanner planner;
    private final Supplier<VersionId> ids;
    private final Background background;
    private final CrashPoints crash;

    UploadStarter(Ledger ledger, WritePlanner planner, Supplier<VersionId> ids, Background background,
            CrashPoints crash) {
        this.ledger = ledger;
        this.planner = planner;
        this.ids = ids;
        this.background = background;
        this.crash = crash;
    }

    Mono<Upload> start(NewUpload wish) {
        return Known.bucket(ledger, wish.target().bucket())
                .flatMap(bucket -> Mono.fromCallable(() -> planner.lanes(bucket, wish.target(), false))
                        .flatMap(lanes -> start(upload(wish, bucket, lanes), lanes, wish)));
    }

    private Upload upload(NewUpload wish, Bucket bucket, WritePlanner.Lanes lanes) {
        return new Upload(new UploadId(ids.get().value()), bucket.id(), wish.target(), wish.owner(), lanes.version(),
                wish.metadata(), wish.checksum(), Upload.State.OPEN, Instant.EPOCH,
                lanes.all().stream().map(lane -> new UploadLane(lane.first(), Optional.empty(), false)).toList(),
                Optional.empty());
    }

    private Mono<Upload> start(Upload upload, WritePlanner.Lanes lanes, NewUpload wish) {
        return ledger.uploads().begin(upload, MOST_OPEN).flatMap(beginning -> switch (beginning) {
            case BEGUN -> inZones(upload, lanes);
            case BUCKET_GONE -> Mono.error(new Failure.NoSuchBucket(wish.target().bucket()));
            case TOO_MANY -> Mono.error(new Failure.Overloaded("more than " + MOST_OPEN + " uploads are open"));
        });
    }

    private Mono<Upload> inZones(Upload upload, WritePlanner.Lanes lanes) {
        return crash.at("multipart.before-create")
                .thenMany(Flux.fromIterable(lanes.all()))
                .flatMap(lane -> opened(lane, upload), lanes.all().size())
                .collectMap(Map.Entry::getKey, Map.Entry::getValue)
                .flatMap(named -> crash.at("multipart.after-create").thenReturn(named))
                // Recorded even where they are too few: whoever gives the upload up must know what zones have of it.
                .flatMap(named -> ledger.uploads()
                        .opened(upload.id(), named)
                        .filter(open -> open)
                        .switchIfEmpty(Mono.error(UploadFaults::noSuchUpload))
                        .flatMap(_ -> enough(named, lanes)))
                .doOnError(_ -> background.start("give up an upload",
                        Persistently.call(ledger.uploads().abort(upload.id()))))
                .thenReturn(upload);
    }

    private static Mono<Boolean> enough(Map<ZoneCode, String> named, WritePlanner.Lanes lanes) {
        int needed = lanes.placement().needed();
        return named.size() >= needed ? Mono.just(true) : Mono.error(new Failure.TooFewCopies(named.size(), needed));
    }

    private static Mono<Map.Entry<ZoneCode, String>> opened(Lane lane, Upload upload) {
        return Mono.defer(() -> lane.zone().store().createUpload(lane.first(), upload.metadata()))
                .map(open -> Map.entry(lane.code(), open.id()))
                .onErrorResume(StoreFailure.class, _ -> Mono.empty());
    }
}
