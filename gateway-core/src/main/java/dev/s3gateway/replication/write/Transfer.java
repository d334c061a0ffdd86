package dev.s3gateway.replication.write;

import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.bytes.LaneDropped;
import dev.s3gateway.bytes.LaneOutcome;
import dev.s3gateway.ledger.Content;
import dev.s3gateway.replication.copy.Copied;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;

/**
 * A body on its way. {@code outcomes} may be asked again and again: they run once, started by the first who asks, and
 * nobody who leaves stops them. They fail with what the body failed with, or the ledger: a zone's failure is an outcome.
 */
record Transfer(Flux<LaneOutcome<Lane, Copied>> outcomes, Proof proof) {

    /** Says what is written, when enough lanes have it; to be asked once. It may find that a lane has not after all. */
    @FunctionalInterface
    interface Proof {
        Mono<Proven> of(List<LaneOutcome<Lane, Copied>> known);
    }

    /** What the lanes have come to, and what it is that those which answered hold. */
    record Proven(List<LaneOutcome<Lane, Copied>> known, Content content) {}

    static Transfer of(Flux<LaneOutcome<Lane, Copied>> running, Proof proof) {
        // cache() keeps running when whoever waited for a quorum has seen enough.
        return new Transfer(running.handle(Transfer::pass).cache(), proof);
    }

    /** Of bytes that were known before. */
    static Transfer of(Flux<LaneOutcome<Lane, Copied>> running, Content content) {
        return of(running, known -> Mono.just(new Proven(known, content)));
    }

    /** Completes when no lane is running any more, however they ended. */
    Mono<Void> ended() {
        return outcomes.then().onErrorComplete();
    }

    private static void pass(LaneOutcome<Lane, Copied> outcome, SynchronousSink<LaneOutcome<Lane, Copied>> on) {
        if (outcome instanceof LaneOutcome.Failed<Lane, Copied>(var _, var cause) && !isZones(cause)) {
            on.error(cause);
        } else {
            on.next(outcome);
        }
    }

    static boolean isZones(Throwable cause) {
        return cause instanceof StoreFailure || cause instanceof LaneDropped;
    }
}
