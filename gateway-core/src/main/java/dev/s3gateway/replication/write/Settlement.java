package dev.s3gateway.replication.write;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.bytes.LaneOutcome;
import dev.s3gateway.failure.Failure;
import dev.s3gateway.ledger.Commit;
import dev.s3gateway.ledger.CommitResult;
import dev.s3gateway.ledger.Content;
import dev.s3gateway.ledger.LedgerUnavailable;
import dev.s3gateway.ledger.Version;
import dev.s3gateway.ledger.Versions;
import dev.s3gateway.lifecycle.Background;
import dev.s3gateway.lifecycle.CrashPoints;
import dev.s3gateway.replication.Outages;
import dev.s3gateway.replication.Persistently;
import dev.s3gateway.replication.copy.Copied;
import java.util.List;
import reactor.core.publisher.Mono;

/** The end of a write: the commit and its late lanes, or the clean-up of what was begun. */
final class Settlement {

    private final Versions versions;
    private final Background background;
    private final CrashPoints crash;
    private final LateLanes lateLanes;

    Settlement(Versions versions, Background background, CrashPoints crash) {
        this.versions = versions;
        this.background = background;
        this.crash = crash;
        this.lateLanes = new LateLanes(versions, crash);
    }

    /** T2, with enough verified copies known. */
    Mono<Written> commit(WritePlan plan, Transfer transfer, List<LaneOutcome<Lane, Copied>> known, Content content) {
        Commit commit = plan.commit(known, content);
        return crash.after("writer.after-commit",
                crash.before("writer.before-commit", Mono.defer(() -> versions.commit(commit))))
                .flatMap(result -> verdict(result, plan, transfer, commit))
                .onErrorResume(LedgerUnavailable.class, _ -> undecided(plan, transfer));
    }

    /**
     * Nothing was committed and nothing will be. Lanes that still run are waited for first: what they are still to
     * write must not survive the purge.
     */
    void giveUp(WritePlan plan, Mono<Void> intent, Transfer transfer) {
        background.start("give up a write",
                Mono.when(intent.onErrorComplete(), transfer.ended()).then(abandoned(plan)));
    }

    private Mono<Written> verdict(CommitResult result, WritePlan plan, Transfer transfer, Commit commit) {
        return switch (result) {
            case CommitResult.Committed(var version) -> {
                settleLateLanes(transfer, commit, version);
                yield Mono.just(written(plan, commit, version));
            }
            case CommitResult.ConditionFailed(var condition) ->
                Mono.error(new Failure.PreconditionFailed(condition));
            case CommitResult.NothingToMatch() ->
                Mono.error(new Failure.NoSuchKey(plan.put().target()));
            case CommitResult.BucketGone() ->
                Mono.error(new Failure.NoSuchBucket(plan.put().target().bucket()));
            case CommitResult.LeaseLost() -> {
                // It may be renewed before anybody takes what it held: then the intent is still ours to give up.
                giveUp(plan, Mono.empty(), transfer);
                yield Mono.error(new Failure.Overloaded("this gateway lost its lease"));
            }
        };
    }

    /**
     * The ledger could not say what became of the commit. Abandoning settles it: that does nothing to a version that
     * exists, and after it no commit of this intent can succeed any more.
     */
    private Mono<Written> undecided(WritePlan plan, Transfer transfer) {
        background.start("settle an undecided write",
                transfer.ended()
                        .then(abandoned(plan))
                        .then(Mono.defer(() -> Persistently.call(versions.live(plan.intent().version()))))
                        .flatMap(version -> lateLanes(transfer, missing(plan, version), version)));
        return Mono.error(Outages.notNow());
    }

    private Mono<Void> abandoned(WritePlan plan) {
        return crash.at("writer.before-abandon")
                .then(Mono.defer(() -> Persistently.call(versions.abandon(plan.intent()))))
                .then(crash.at("writer.after-abandon"));
    }

    private void settleLateLanes(Transfer transfer, Commit commit, Version version) {
        List<ZoneCode> running = commit.running().stream().map(Locator::zone).toList();
        if (!running.isEmpty()) {
            background.start("late lanes", lateLanes(transfer, running, version));
        }
    }

    private Mono<Void> lateLanes(Transfer transfer, List<ZoneCode> late, Version version) {
        return lateLanes.settled(version.id(),
                transfer.outcomes()
                        .filter(outcome -> late.contains(outcome.lane().code()))
                        .map(outcome -> ZoneTags.judged(outcome, version.content().etag()))
                        .map(Settlement::located),
                Lane::first);
    }

    private static LaneOutcome<Lane, Locator> located(LaneOutcome<Lane, Copied> outcome) {
        return switch (outcome) {
            case LaneOutcome.Answered<Lane, Copied>(var lane, var copy) ->
                new LaneOutcome.Answered<>(lane, copy.locator());
            case LaneOutcome.Failed<Lane, Copied>(var lane, var cause) -> new LaneOutcome.Failed<>(lane, cause);
        };
    }

    private static List<ZoneCode> missing(WritePlan plan, Version version) {
        List<ZoneCode> held = version.completeCopies().stream().map(copy -> copy.zone()).toList();
        return plan.lanes().stream().map(Lane::code).filter(zone -> !held.contains(zone)).toList();
    }

    private static Written written(WritePlan plan, Commit commit, Version version) {
        List<ZoneCode> holding = commit.complete().stream().map(Locator::zone).toList();
        List<ZoneCode> inOrder = plan.placement().codes().stream().filter(holding::contains).toList();
        return new Written(version, inOrder, commit.owed().isEmpty() && commit.running().isEmpty());
    }
}
