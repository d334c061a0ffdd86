package dev.s3gateway.replication.multipart;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.bytes.LaneOutcome;
import dev.s3gateway.failure.Failure;
import dev.s3gateway.ledger.Bucket;
import dev.s3gateway.ledger.Commit;
import dev.s3gateway.ledger.CommitResult;
import dev.s3gateway.ledger.Copy;
import dev.s3gateway.ledger.Ledger;
import dev.s3gateway.ledger.LedgerUnavailable;
import dev.s3gateway.ledger.Upload;
import dev.s3gateway.ledger.UploadedPart;
import dev.s3gateway.ledger.Uploads.Claiming.Claimed;
import dev.s3gateway.ledger.Version;
import dev.s3gateway.lifecycle.Background;
import dev.s3gateway.lifecycle.CrashPoints;
import dev.s3gateway.placement.Topology;
import dev.s3gateway.replication.Outages;
import dev.s3gateway.replication.Persistently;
import dev.s3gateway.replication.copy.CopyWriter;
import dev.s3gateway.replication.foreign.ForeignObjects;
import dev.s3gateway.replication.write.LateLanes;
import dev.s3gateway.replication.write.Quorum;
import dev.s3gateway.replication.write.Written;
import java.util.List;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Completes a claimed upload in its zones and commits the version, when all zones have answered or, under quorum, enough.
 * Done again after a crash it comes to the same.
 */
final class UploadCompleter {

    static final int MOST_PARTS = 10_000;

    private final Ledger ledger;
    private final Supplier<Topology> topology;
    private final UploadLookup lookup;
    private final LaneCompleter lanes;
    private final LateLanes lateLanes;
    private final Background background;
    private final ForeignObjects foreign;
    private final CrashPoints crash;

    UploadCompleter(Ledger ledger, Supplier<Topology> topology, UploadLookup lookup, CopyWriter copies,
            Background background, CrashPoints crash) {
        this.ledger = ledger;
        this.topology = topology;
        this.lookup = lookup;
        this.lanes = new LaneCompleter(copies, crash);
        this.lateLanes = new LateLanes(ledger.versions(), crash);
        this.background = background;
        this.foreign = new ForeignObjects(ledger, topology);
        this.crash = crash;
    }

    /** Commits the version, or gives the claim back. Whoever subscribes must not leave before the end. */
    Mono<Written> complete(Claimed claimed) {
        return Mono.zip(ledger.uploads().parts(claimed.upload().id(), 0, MOST_PARTS),
                ledger.buckets().byId(claimed.upload().bucket()),
                (parts, bucket) -> work(claimed, bucket, parts))
                .flatMap(work -> work.isUnchanged() ? inZones(work) : reopened(claimed, UploadFaults.invalidPart()))
                .onErrorResume(LedgerUnavailable.class, _ -> Mono.error(Outages.notNow()))
                .doOnError(_ -> giveBack(claimed));
    }

    private CompletionWork work(Claimed claimed, Bucket bucket, List<UploadedPart> parts) {
        Upload upload = claimed.upload();
        return new CompletionWork(claimed, bucket, topology.get().of(upload.object().bucket()),
                Assembly.of(upload.completion().orElseThrow(), parts), lookup.lanes(upload));
    }

    private Mono<Written> inZones(CompletionWork work) {
        if (work.lanes().size() < work.placement().needed()) {
            return reopened(work.claimed(), new Failure.Overloaded("too few zones have all parts"));
        }
        Flux<LaneOutcome<PartLane, Locator>> outcomes = lanes.outcomes(work);
        return crash.at("multipart.before-complete")
                .then(Mono.defer(() -> Quorum.of(work.placement().ack(), outcomes, work::isEnough)))
                .flatMap(known -> crash.at("multipart.after-complete").then(decided(work, known, outcomes)));
    }

    private Mono<Written> decided(CompletionWork work, List<LaneOutcome<PartLane, Locator>> known,
            Flux<LaneOutcome<PartLane, Locator>> outcomes) {
        if (work.isEnough(known)) {
            return foreign.beneath(work.bucket(), work.upload().object(), work.completion().conditions())
                    .flatMap(beneath -> committed(work, work.commit(known, beneath), outcomes));
        }
        // A zone that completed already is found by the stamp when the same is asked again; of other parts it is dropped.
        return reopened(work.claimed(),
                new Failure.TooFewCopies(LaneOutcome.answers(known).size(), work.placement().needed()));
    }

    private Mono<Written> committed(CompletionWork work, Commit commit,
            Flux<LaneOutcome<PartLane, Locator>> outcomes) {
        return crash.at("multipart.before-commit")
                .then(Mono.defer(() -> ledger.versions().commit(commit)))
                .doOnError(LedgerUnavailable.class, _ -> settleUndecided(work, commit, outcomes))
                .flatMap(result -> crash.at("multipart.after-commit").thenReturn(result))
                .flatMap(result -> verdict(result, work, commit, outcomes));
    }

    private Mono<Written> verdict(CommitResult result, CompletionWork work, Commit commit,
            Flux<LaneOutcome<PartLane, Locator>> outcomes) {
        return switch (result) {
            case CommitResult.Committed(var version) -> {
                settleLate(version, outcomes);
                List<ZoneCode> holding = commit.complete().stream().map(Locator::zone).toList();
                yield Mono.just(new Written(version,
                        work.placement().codes().stream().filter(holding::contains).toList(),
                        commit.owed().isEmpty() && commit.running().isEmpty()));
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

    private void settleLate(Version version, Flux<LaneOutcome<PartLane, Locator>> outcomes) {
        if (version.copies().stream().anyMatch(UploadCompleter::isRunning)) {
            background.start("late lanes", late(version, outcomes));
        }
    }

    /** The commit may have counted on lanes that still run; where it was none, the next try runs them again. */
    private void settleUndecided(CompletionWork work, Commit commit, Flux<LaneOutcome<PartLane, Locator>> outcomes) {
        if (!commit.running().isEmpty()) {
            background.start("late lanes", outcomes.then(Mono.defer(
                    () -> Persistently.call(ledger.versions().live(work.upload().version()))))
                    .flatMap(version -> late(version, outcomes)));
        }
    }

    private Mono<Void> late(Version version, Flux<LaneOutcome<PartLane, Locator>> outcomes) {
        List<ZoneCode> running = version.copies()
                .stream()
                .filter(UploadCompleter::isRunning)
                .map(copy -> copy.zone())
                .toList();
        return lateLanes.settled(version.id(), outcomes.filter(outcome -> running.contains(outcome.lane().code())),
                lane -> lane.upload().planned());
    }

    private static boolean isRunning(Copy copy) {
        return copy.state() == Copy.State.WRITING;
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
