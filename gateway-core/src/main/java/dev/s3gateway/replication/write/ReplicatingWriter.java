package dev.s3gateway.replication.write;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.bytes.LaneOutcome;
import dev.s3gateway.failure.Failure;
import dev.s3gateway.ledger.Content;
import dev.s3gateway.ledger.Ledger;
import dev.s3gateway.lifecycle.Background;
import dev.s3gateway.lifecycle.CrashPoints;
import dev.s3gateway.object.VersionId;
import dev.s3gateway.placement.Ack;
import dev.s3gateway.placement.Topology;
import dev.s3gateway.placement.ZoneHealth;
import dev.s3gateway.replication.Outages;
import dev.s3gateway.replication.Standing;
import dev.s3gateway.replication.copy.CopyWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The write path: plan, then intent beside the lanes, proof before their last bytes, verification, commit. A success is
 * told only after a durable commit with enough verified copies; a failure leaves nothing that can become visible.
 */
public final class ReplicatingWriter implements Writer {

    private final Ledger ledger;
    private final WritePlanner planner;
    private final Transfers transfers;
    private final Settlement settlement;
    private final Background background;
    private final CrashPoints crash;

    public ReplicatingWriter(Ledger ledger, Supplier<Topology> topology, ZoneHealth health, Standing standing,
            Supplier<VersionId> versionIds, LaneLimits limits, Background background, CrashPoints crash,
            Scheduler clock) {
        this.ledger = ledger;
        this.planner = new WritePlanner(ledger, topology, health, standing, versionIds);
        this.transfers = new Transfers(new LaneSender(new CopyWriter(ledger.buckets(), background), crash, clock),
                limits, clock);
        this.settlement = new Settlement(ledger.versions(), background, crash);
        this.background = background;
        this.crash = crash;
    }

    @Override
    public Mono<Written> write(Put put) {
        Mono<Written> written = planner.plan(put, transfers.isReplayable(put.body()))
                .onErrorResume(refusal -> put.body().discard().onErrorComplete().then(Mono.error(refusal)))
                .flatMap(this::carryOut)
                .transform(Outages.told());
        // From here on nobody's departure stops the write: a client that left shows as an error of the body.
        return background.detached("write", written);
    }

    private Mono<Written> carryOut(WritePlan plan) {
        // Asked for more than once, and never cut short: an intent that may or may not be durable must be abandoned.
        Mono<Void> intent = crash.at("writer.before-intent")
                .then(Mono.defer(() -> ledger.versions().begin(plan.intent())))
                .then(crash.at("writer.after-intent"))
                .cache();
        Transfer transfer = transfers.begin(plan, intent);
        return enough(plan, transfer)
                .flatMap(known -> plan.isEnough(known)
                        ? content(plan, transfer).map(content -> new Proven(known, content))
                        : Mono.error(tooFew(plan, known)))
                .doOnError(_ -> settlement.giveUp(plan, intent, transfer))
                .flatMap(proven -> settlement.commit(plan, transfer, proven.known, proven.content));
    }

    private record Proven(List<LaneOutcome<Lane, Locator>> known, Content content) {}

    /** What is known of the lanes when it is time to decide: all, or under quorum enough. */
    private static Mono<List<LaneOutcome<Lane, Locator>>> enough(WritePlan plan, Transfer transfer) {
        Flux<LaneOutcome<Lane, Locator>> outcomes = transfer.outcomes();
        if (plan.placement().ack() != Ack.QUORUM) {
            return outcomes.collectList();
        }
        List<LaneOutcome<Lane, Locator>> none = List.of();
        return outcomes.scan(none, ReplicatingWriter::with).takeUntil(plan::isEnough).last();
    }

    private static <T> List<T> with(List<T> some, T one) {
        List<T> more = new ArrayList<>(some);
        more.add(one);
        return more;
    }

    private static Mono<Content> content(WritePlan plan, Transfer transfer) {
        return transfer.arrived()
                .map(body -> new Content(body.size(), body.etag(), body.crc32c(), plan.put().metadata(),
                        plan.put().checksums().get()));
    }

    private static Failure tooFew(WritePlan plan, List<LaneOutcome<Lane, Locator>> known) {
        int written = plan.complete(known).size();
        return written == 0
                ? new Failure.EveryZoneFailed()
                : new Failure.TooFewCopies(written, plan.placement().needed());
    }
}
