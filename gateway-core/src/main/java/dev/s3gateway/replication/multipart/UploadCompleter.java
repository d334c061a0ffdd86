package dev.s3gateway.replication.multipart;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.PartTag;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.Stored;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.backend.ZoneDigest;
import dev.s3gateway.bytes.LaneOutcome;
import dev.s3gateway.failure.Failure;
import dev.s3gateway.ledger.Bucket;
import dev.s3gateway.ledger.Commit;
import dev.s3gateway.ledger.CommitResult;
import dev.s3gateway.ledger.Completion;
import dev.s3gateway.ledger.Foreign;
import dev.s3gateway.ledger.Intent;
import dev.s3gateway.ledger.Ledger;
import dev.s3gateway.ledger.LedgerUnavailable;
import dev.s3gateway.ledger.Upload;
import dev.s3gateway.ledger.UploadedPart;
import dev.s3gateway.ledger.Uploads.Claiming.Claimed;
import dev.s3gateway.lifecycle.Background;
import dev.s3gateway.lifecycle.CrashPoints;
import dev.s3gateway.placement.Placement;
import dev.s3gateway.placement.Topology;
import dev.s3gateway.replication.Outages;
import dev.s3gateway.replication.Persistently;
import dev.s3gateway.replication.copy.CopyTarget;
import dev.s3gateway.replication.copy.CopyWriter;
import dev.s3gateway.replication.copy.Fingerprint;
import dev.s3gateway.replication.foreign.ForeignObjects;
import dev.s3gateway.replication.write.Written;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Makes copies of a claimed upload's parts in its zones, all at once, and commits the version. Done again after a crash
 * it comes to the same: a zone that has completed already is recognised by the stamp.
 */
final class UploadCompleter {

    static final int MOST_PARTS = 10_000;

    private final Ledger ledger;
    private final Supplier<Topology> topology;
    private final UploadLookup lookup;
    private final CopyWriter copies;
    private final Background background;
    private final ForeignObjects foreign;
    private final CrashPoints crash;

    UploadCompleter(Ledger ledger, Supplier<Topology> topology, UploadLookup lookup, CopyWriter copies,
            Background background, CrashPoints crash) {
        this.ledger = ledger;
        this.topology = topology;
        this.lookup = lookup;
        this.copies = copies;
        this.background = background;
        this.foreign = new ForeignObjects(ledger, topology);
        this.crash = crash;
    }

    private record Work(Claimed claimed, Bucket bucket, Placement placement, Assembly assembly,
            List<PartLane> lanes) {

        Upload upload() {
            return claimed.upload();
        }

        Completion completion() {
            return upload().completion().orElseThrow();
        }

        /** The zones' names of the parts; empty where a zone lacks one. */
        Optional<List<PartTag>> tags(ZoneCode zone) {
            List<PartTag> tags = assembly.parts()
                    .stream()
                    .flatMap(part -> Optional.ofNullable(part.tags().get(zone))
                            .map(tag -> new PartTag(part.number(), tag))
                            .stream())
                    .toList();
            return tags.size() == completion().parts().size() ? Optional.of(tags) : Optional.empty();
        }
    }

    /** Commits the version, or gives the claim back. Whoever subscribes must not leave before the end. */
    Mono<Written> complete(Claimed claimed) {
        return Mono.zip(ledger.uploads().parts(claimed.upload().id(), 0, MOST_PARTS),
                ledger.buckets().byId(claimed.upload().bucket()),
                (parts, bucket) -> work(claimed, bucket, parts))
                .flatMap(work -> isUnchanged(work) ? inZones(work) : reopened(claimed, UploadFaults.invalidPart()))
                .onErrorResume(LedgerUnavailable.class, _ -> Mono.error(Outages.notNow()))
                .doOnError(_ -> giveBack(claimed));
    }

    private Work work(Claimed claimed, Bucket bucket, List<UploadedPart> parts) {
        Upload upload = claimed.upload();
        return new Work(claimed, bucket, topology.get().of(upload.object().bucket()),
                Assembly.of(upload.completion().orElseThrow(), parts), lookup.lanes(upload));
    }

    /** A part may have been replaced between the look at the list and the claim. */
    private static boolean isUnchanged(Work work) {
        Completion completion = work.completion();
        return work.assembly().parts().size() == completion.parts().size()
                && work.assembly().etag().equals(completion.content().etag());
    }

    private Mono<Written> inZones(Work work) {
        if (work.lanes().size() < work.placement().needed()) {
            return reopened(work.claimed(), new Failure.Overloaded("too few zones have all parts"));
        }
        return crash.at("multipart.before-complete")
                .thenMany(Flux.fromIterable(work.lanes()))
                .flatMap(lane -> outcome(work, lane), work.lanes().size())
                .collectList()
                .flatMap(outcomes -> crash.at("multipart.after-complete").then(decided(work, outcomes)));
    }

    private Mono<LaneOutcome<PartLane, Locator>> outcome(Work work, PartLane lane) {
        return completed(work, lane)
                .<LaneOutcome<PartLane, Locator>>map(copy -> new LaneOutcome.Answered<>(lane, copy))
                .onErrorResume(StoreFailure.class,
                        failure -> Mono.just(new LaneOutcome.Failed<PartLane, Locator>(lane, failure)));
    }

    private Mono<Locator> completed(Work work, PartLane lane) {
        CopyTarget target = new CopyTarget(work.upload().bucket(), lane.zone(),
                work.bucket().in(lane.code()).orElseThrow(), lane.upload().planned());
        Fingerprint expected = Fingerprint.of(work.completion().content());
        return Mono.justOrEmpty(work.tags(lane.code()))
                .switchIfEmpty(Mono.error(() -> new StoreFailure.Rejected("InvalidPart", "a part is not there")))
                .flatMap(tags -> lane.zone().store().completeUpload(lane.upload(), tags))
                .map(stored -> new Answer(stored, work.placement().verify()))
                .onErrorResume(StoreFailure.class, failure -> landed(lane, failure))
                .flatMap(answer -> crash.at("multipart.after-lane")
                        .then(copies.proven(target, answer.stored(), Mono.just(expected), answer.verify())));
    }

    private record Answer(Stored stored, boolean verify) {}

    /**
     * Failed, or completed in spite of that: now, or before a crash, or at an earlier request by another list of parts.
     * So it is read back, whatever else is believed of a zone.
     */
    private static Mono<Answer> landed(PartLane lane, StoreFailure failure) {
        return lane.zone()
                .store()
                .stampedAt(lane.upload().planned())
                .next()
                .flatMap(copy -> lane.zone().store().size(copy).map(size -> foundAt(copy, size)))
                .switchIfEmpty(Mono.error(failure));
    }

    private static Answer foundAt(Locator copy, long size) {
        return new Answer(new Stored(copy, size, new ZoneDigest.None()), true);
    }

    private Mono<Written> decided(Work work, List<LaneOutcome<PartLane, Locator>> outcomes) {
        List<Locator> complete = new ArrayList<>();
        for (LaneOutcome<PartLane, Locator> outcome : outcomes) {
            if (outcome instanceof LaneOutcome.Answered<PartLane, Locator>(var _, var copy)) {
                complete.add(copy);
            }
        }
        if (complete.size() >= work.placement().needed()) {
            return foreign.beneath(work.bucket(), work.upload().object(), work.completion().conditions())
                    .flatMap(beneath -> committed(work, commit(work, complete, beneath)));
        }
        // A zone that completed already is found by the stamp when the same is asked again; of other parts it is dropped.
        return reopened(work.claimed(), new Failure.TooFewCopies(complete.size(), work.placement().needed()));
    }

    private static Commit commit(Work work, List<Locator> complete, Foreign beneath) {
        Upload upload = work.upload();
        Completion completion = work.completion();
        List<ZoneCode> holding = complete.stream().map(Locator::zone).toList();
        List<Locator> strayed = upload.lanes()
                .stream()
                .filter(lane -> !holding.contains(lane.zone()))
                .map(lane -> lane.planned())
                .toList();
        List<ZoneCode> owed = work.placement().codes().stream().filter(zone -> !holding.contains(zone)).toList();
        return new Commit(new Intent(upload.version(), upload.bucket(), upload.object(), List.of()),
                completion.content(), completion.conditions(), work.placement().requiredReplicas(), complete, List.of(),
                strayed, owed, completion.origin(), Optional.of(work.claimed().claim()))
                .over(beneath.etag());
    }

    private Mono<Written> committed(Work work, Commit commit) {
        return crash.at("multipart.before-commit")
                .then(Mono.defer(() -> ledger.versions().commit(commit)))
                .flatMap(result -> crash.at("multipart.after-commit").thenReturn(result))
                .flatMap(result -> verdict(result, work, commit));
    }

    private Mono<Written> verdict(CommitResult result, Work work, Commit commit) {
        return switch (result) {
            case CommitResult.Committed(var version) -> {
                List<ZoneCode> holding = commit.complete().stream().map(Locator::zone).toList();
                yield Mono.just(new Written(version,
                        work.placement().codes().stream().filter(holding::contains).toList(),
                        commit.owed().isEmpty()));
            }
            case CommitResult.ConditionFailed(var condition) ->
                ended(work.upload(), new Failure.PreconditionFailed(condition));
            case CommitResult.NothingToMatch() -> ended(work.upload(), new Failure.NoSuchKey(work.upload().object()));
            case CommitResult.BucketGone() ->
                ended(work.upload(), new Failure.NoSuchBucket(work.upload().object().bucket()));
            case CommitResult.LeaseLost() -> ledger.uploads()
                    .find(work.upload().id())
                    .filter(upload -> upload.state() != Upload.State.ABORTED)
                    .switchIfEmpty(Mono.error(UploadFaults::noSuchUpload))
                    .then(Mono.error(new Failure.Overloaded("this gateway lost its lease")));
        };
    }

    /**
     * A refusal ends the upload in its own transaction. Where the answer to that was lost it may not have, while its
     * copies are refuse all the same: so it is said once more.
     */
    private Mono<Written> ended(Upload upload, Failure why) {
        return Mono.defer(() -> ledger.uploads().abort(upload.id()))
                .onErrorResume(LedgerUnavailable.class, _ -> {
                    background.start("end an upload", Persistently.call(ledger.uploads().abort(upload.id())));
                    return Mono.just(true);
                })
                .then(Mono.error(why));
    }

    private Mono<Written> reopened(Claimed claimed, Failure why) {
        return Mono.defer(() -> ledger.uploads().release(claimed.claim(), true)).then(Mono.error(why));
    }

    /** Does nothing where the claim has ended by itself, as by a commit whose answer was lost. */
    private void giveBack(Claimed claimed) {
        background.start("give a claim back", Persistently.call(ledger.uploads().release(claimed.claim(), false)));
    }
}
