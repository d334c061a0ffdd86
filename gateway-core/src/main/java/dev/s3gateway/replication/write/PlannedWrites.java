package dev.s3gateway.replication.write;

import dev.s3gateway.bytes.LaneOutcome;
import dev.s3gateway.failure.Failure;
import dev.s3gateway.ledger.Ledger;
import dev.s3gateway.lifecycle.Background;
import dev.s3gateway.lifecycle.CrashPoints;
import dev.s3gateway.replication.Known;
import dev.s3gateway.replication.copy.Copied;
import java.util.List;
import reactor.core.publisher.Mono;

/** Carries plans out, however their bytes come into the zones: the intent, the lanes, the decision, the commit. */
final class PlannedWrites {

    /** Sets the lanes of a plan going. Nothing final leaves for a zone before the intent is durable. */
    @FunctionalInterface
    interface Sending {
        Transfer begin(WritePlan plan, Mono<Void> intent);
    }

    private final Ledger ledger;
    private final Settlement settlement;
    private final CrashPoints crash;

    PlannedWrites(Ledger ledger, Background background, CrashPoints crash) {
        this.ledger = ledger;
        this.settlement = new Settlement(ledger.versions(), background, crash);
        this.crash = crash;
    }

    Mono<Written> carryOut(WritePlan plan, Sending sending) {
        // Asked for more than once, and never cut short: an intent that may or may not be durable must be abandoned.
        Mono<Void> intent = crash.after("writer.after-intent",
                crash.before("writer.before-intent", Mono.defer(() -> begun(plan))))
                .cache();
        Transfer transfer = sending.begin(plan, intent);
        return Quorum.of(plan.placement().ack(), transfer.outcomes(), plan::isEnough)
                .flatMap(known -> plan.isEnough(known)
                        ? transfer.proof().of(known).doOnNext(proven -> requireEnough(plan, proven))
                        : Mono.error(tooFew(plan, known)))
                .doOnError(_ -> settlement.giveUp(plan, intent, transfer))
                .flatMap(proven -> settlement.commit(plan, transfer, proven.known(), proven.content()));
    }

    private Mono<Void> begun(WritePlan plan) {
        return ledger.versions()
                .begin(plan.intent())
                .flatMap(open -> open ? Mono.empty() : Known.gone(ledger, plan.put().target().bucket()));
    }

    /** The proof may have found that a lane has not after all. */
    private static void requireEnough(WritePlan plan, Transfer.Proven proven) {
        if (!plan.isEnough(proven.known())) {
            throw tooFew(plan, proven.known());
        }
    }

    private static Failure tooFew(WritePlan plan, List<LaneOutcome<Lane, Copied>> known) {
        int written = plan.complete(known).size();
        return written == 0
                ? new Failure.EveryZoneFailed()
                : new Failure.TooFewCopies(written, plan.placement().needed());
    }
}
