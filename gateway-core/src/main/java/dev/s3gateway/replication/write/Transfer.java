package dev.s3gateway.replication.write;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.bytes.LaneDropped;
import dev.s3gateway.bytes.LaneOutcome;
import dev.s3gateway.ledger.Content;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A body on its way. {@code outcomes} may be asked again and again: they run once, started by the first who asks, and
 * nobody who leaves stops them. They fail with what the body failed with, or the ledger: a zone's failure is an outcome.
 * {@code content} is what is written, known when a lane has it; to be asked once.
 */
record Transfer(Flux<LaneOutcome<Lane, Locator>> outcomes, Mono<Content> content) {

    static Transfer of(Flux<LaneOutcome<Lane, Locator>> running, Mono<Content> content) {
        // cache() keeps running when whoever waited for a quorum has seen enough.
        return new Transfer(running.concatMap(Transfer::zoneFault).cache(), content);
    }

    /** Completes when no lane is running any more, however they ended. */
    Mono<Void> ended() {
        return outcomes.then().onErrorComplete();
    }

    private static Mono<LaneOutcome<Lane, Locator>> zoneFault(LaneOutcome<Lane, Locator> outcome) {
        return switch (outcome) {
            case LaneOutcome.Answered<Lane, Locator> answered -> Mono.just(answered);
            case LaneOutcome.Failed<Lane, Locator> failed when isZones(failed.cause()) -> Mono.just(failed);
            case LaneOutcome.Failed<Lane, Locator> failed -> Mono.error(failed.cause());
        };
    }

    static boolean isZones(Throwable cause) {
        return cause instanceof StoreFailure || cause instanceof LaneDropped;
    }
}
