package dev.s3gateway.replication.write;

import dev.s3gateway.bytes.Body;
import dev.s3gateway.bytes.Digests;
import dev.s3gateway.bytes.HoldBack;
import dev.s3gateway.bytes.LaneOutcome;
import dev.s3gateway.bytes.Md5;
import dev.s3gateway.bytes.Tee;
import dev.s3gateway.replication.copy.Copied;
import dev.s3gateway.replication.copy.Fingerprint;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Sends one body down all lanes of a plan: a small one when it is all here, a long one while it comes in. */
final class Transfers {

    private final LaneSender sender;
    private final LaneLimits limits;
    private final Scheduler clock;

    Transfers(LaneSender sender, LaneLimits limits, Scheduler clock) {
        this.sender = sender;
        this.limits = limits;
        this.clock = clock;
    }

    /** Whether the body will be at hand for a second attempt. */
    boolean isReplayable(Body body) {
        return body.length().orElse(Long.MAX_VALUE) <= limits.room();
    }

    /** Nothing final leaves for a zone before the body is proven and the intent durable. */
    Transfer begin(WritePlan plan, Mono<Void> intent) {
        Digests digests = plan.put().digests().with(plan.put().computed());
        boolean asksZones = plan.leavesTagsToZones();
        if (!asksZones) {
            digests.withMd5();
        }
        Mono<Fingerprint> arrived = digests.results()
                .map(all -> new Fingerprint(all.size(), all.md5().map(Md5::etag), all.crc32c()));
        return Transfer.of(isReplayable(digests.body())
                ? whole(plan, digests.body(), arrived, intent)
                : streamed(plan, digests.body(), arrived, intent),
                known -> digests.results()
                        .flatMap(all -> asksZones
                                ? new ZoneTags(plan, all).proven(known)
                                : Mono.just(new Transfer.Proven(known,
                                        plan.content(all, all.md5().orElseThrow().etag())))));
    }

    // Of an empty body the request itself would be the tail that must be held: it takes this way too.
    private Flux<LaneOutcome<Lane, Copied>> whole(WritePlan plan, Body body, Mono<Fingerprint> arrived,
            Mono<Void> intent) {
        return Mono.zip(Body.collect(body, limits.room()), arrived, intent.thenReturn(true))
                .flatMapMany(ready -> Flux.fromIterable(plan.lanes())
                        .flatMap(lane -> sender.sendTwice(plan, lane, ready.getT1(), ready.getT2()),
                                plan.lanes().size()));
    }

    private Flux<LaneOutcome<Lane, Copied>> streamed(WritePlan plan, Body body, Mono<Fingerprint> arrived,
            Mono<Void> intent) {
        Body held = HoldBack.until(Mono.when(intent, arrived), body);
        return Tee.each(held, plan.lanes(), limits.policy(plan.placement(), clock),
                (lane, share) -> sender.send(plan, lane, share, arrived));
    }
}
