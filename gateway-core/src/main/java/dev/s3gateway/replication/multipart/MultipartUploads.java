package dev.s3gateway.replication.multipart;

import dev.s3gateway.failure.Failure;
import dev.s3gateway.ledger.Completion;
import dev.s3gateway.ledger.Ledger;
import dev.s3gateway.ledger.Upload;
import dev.s3gateway.ledger.UploadedPart;
import dev.s3gateway.ledger.Uploads.Claiming;
import dev.s3gateway.lifecycle.Background;
import dev.s3gateway.lifecycle.CrashPoints;
import dev.s3gateway.object.BucketName;
import dev.s3gateway.object.VersionId;
import dev.s3gateway.placement.Topology;
import dev.s3gateway.placement.ZoneHealth;
import dev.s3gateway.replication.Known;
import dev.s3gateway.replication.Outages;
import dev.s3gateway.replication.Standing;
import dev.s3gateway.replication.copy.CopyWriter;
import dev.s3gateway.replication.read.CopySources;
import dev.s3gateway.replication.read.Reader;
import dev.s3gateway.replication.read.VersionReader;
import dev.s3gateway.replication.write.LaneLimits;
import dev.s3gateway.replication.write.WritePlanner;
import dev.s3gateway.replication.write.Written;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Uploads in parts, in all zones natively and in parallel. Fails with a {@link Failure}. Whoever leaves stops nothing
 * that has begun.
 */
public final class MultipartUploads {

    private static final Duration WHILE_BUSY = Duration.ofMillis(200);
    private static final int MOST_WAITS = 150;

    private final Ledger ledger;
    private final UploadLookup lookup;
    private final UploadStarter starter;
    private final PartWriter parts;
    private final PartOfObject copiedParts;
    private final UploadCompleter completer;
    private final WritePlanner planner;
    private final Background background;
    private final Scheduler clock;

    public MultipartUploads(Ledger ledger, Reader reader, VersionReader versions, Supplier<Topology> topology,
            ZoneHealth health, Standing standing,
            Supplier<VersionId> ids, LaneLimits limits, PartReplay replay, Background background,
            CrashPoints crash, Scheduler clock) {
        this.ledger = ledger;
        this.lookup = new UploadLookup(ledger, topology);
        this.planner = new WritePlanner(ledger, topology, health, standing, ids);
        this.starter = new UploadStarter(ledger, planner, ids, background, crash);
        PartRecorder recorder = new PartRecorder(ledger.uploads(), topology, lookup, crash);
        PartSender sender = new PartSender(limits, replay, clock);
        this.parts = new PartWriter(recorder, sender);
        this.copiedParts = new PartOfObject(new CopySources(reader), versions, recorder, limits, clock);
        this.completer = new UploadCompleter(ledger, topology, lookup, new CopyWriter(ledger.buckets(), background),
                background, crash);
        this.background = background;
        this.clock = clock;
    }

    public Mono<Upload> create(NewUpload wish) {
        return background.detached("create upload", starter.start(wish).transform(Outages.told()));
    }

    /** The body is read or discarded whatever happens. */
    public Mono<UploadedPart> part(PartPut put) {
        return background.detached("upload part", parts.write(put).transform(Outages.told()));
    }

    /** The part as the ledger has it. */
    public Mono<UploadedPart> copyPart(PartCopy wish) {
        Mono<UploadedPart> copied = copiedParts.copy(wish)
                .then(Mono.defer(() -> lookup.known(wish.upload())))
                .flatMap(upload -> ledger.uploads().parts(upload.id(), wish.number() - 1, 1))
                .flatMap(parts -> Mono.justOrEmpty(parts.stream().findFirst()))
                .switchIfEmpty(Mono.error(UploadFaults::noSuchUpload));
        return background.detached("copy part", copied.transform(Outages.told()));
    }

    /** An open upload and its parts with numbers above {@code after}, one more than {@code limit} where there are more. */
    public Mono<PartPage> parts(UploadRef ref, int after, int limit) {
        return lookup.open(ref)
                .flatMap(upload -> ledger.uploads()
                        .parts(upload.id(), after, limit + 1)
                        .map(found -> PartPage.of(upload, found, limit)))
                .transform(Outages.told());
    }

    /** Open uploads of a bucket, by key and then by id. */
    public Mono<UploadPage> page(BucketName bucket, UploadSearch search) {
        return Known.bucket(ledger, bucket)
                .flatMap(known -> new UploadLister(ledger.uploads()).page(known.id(), search))
                .transform(Outages.told());
    }

    public Mono<Void> abort(UploadRef ref) {
        Mono<Void> aborted = lookup.known(ref)
                .flatMap(upload -> ledger.uploads().abort(upload.id()))
                .filter(done -> done)
                .switchIfEmpty(Mono.error(UploadFaults::noSuchUpload))
                .then();
        return background.detached("abort upload", aborted.transform(Outages.told()));
    }

    /** The same wish again, within a day, gets the same answer. */
    public Mono<Completed> complete(Completing wish) {
        Mono<Completed> completed = lookup.known(wish.upload())
                .filter(upload -> upload.state() != Upload.State.ABORTED)
                .switchIfEmpty(Mono.error(UploadFaults::noSuchUpload))
                .flatMap(upload -> settled(upload, wish));
        return background.detached("complete upload", completed.transform(Outages.told()));
    }

    private Mono<Completed> settled(Upload upload, Completing wish) {
        return ledger.uploads()
                .parts(upload.id(), 0, UploadCompleter.MOST_PARTS)
                .map(stored -> Assembly.of(upload, stored, wish))
                .flatMap(completion -> allowed(upload, completion).then(claimed(upload, completion, MOST_WAITS)));
    }

    /** What is known to fail is refused while the upload can still be used; what counts is decided at the commit. */
    private Mono<Void> allowed(Upload upload, Completion completion) {
        return upload.state() == Upload.State.COMPLETED
                ? Mono.empty()
                : ledger.buckets()
                        .byId(upload.bucket())
                        .flatMap(bucket -> planner.conditionsHoldNow(bucket, upload.object(), completion.conditions()))
                        .then();
    }

    private Mono<Completed> claimed(Upload upload, Completion completion, int waits) {
        return Mono.defer(() -> ledger.uploads().claim(upload.id(), completion)).flatMap(claiming -> switch (claiming) {
            case Claiming.Claimed claimed -> completer.complete(claimed)
                    .map(written -> new Completed(written.version().content(), Optional.of(written)));
            case Claiming.Completed(var before) -> Mono.just(new Completed(before.content(), Optional.empty()));
            case Claiming.Busy() -> waits == 0
                    ? Mono.error(new Failure.Overloaded("the upload is being completed"))
                    : Mono.delay(WHILE_BUSY, clock).then(claimed(upload, completion, waits - 1));
            case Claiming.None() -> Mono.error(UploadFaults.noSuchUpload());
        });
    }

    /** Goes on with what a dead process was completing. */
    public Mono<Written> resume(Claiming.Claimed orphan) {
        return background.detached("resume an upload", completer.complete(orphan));
    }
}
