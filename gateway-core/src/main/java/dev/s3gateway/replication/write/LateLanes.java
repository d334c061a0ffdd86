package dev.s3gateway.replication.write;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.bytes.LaneOutcome;
import dev.s3gateway.ledger.Versions;
import dev.s3gateway.lifecycle.CrashPoints;
import dev.s3gateway.object.VersionId;
import dev.s3gateway.replication.Persistently;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** T3: what becomes of lanes that still ran at the commit of their version. */
public final class LateLanes {

    private final Versions versions;
    private final CrashPoints crash;

    public LateLanes(Versions versions, CrashPoints crash) {
        this.versions = versions;
        this.crash = crash;
    }

    /** Tells the ledger of each as it ends; {@code planned}: where a lane that failed was to write. */
    public <L> Mono<Void> settled(VersionId version, Flux<LaneOutcome<L, Locator>> late, Function<L, Locator> planned) {
        return late.flatMap(outcome -> crash.at("writer.before-late-lane").then(settled(version, outcome, planned)))
                .then(crash.at("writer.after-late-lanes"));
    }

    private <L> Mono<Void> settled(VersionId version, LaneOutcome<L, Locator> outcome, Function<L, Locator> planned) {
        return switch (outcome) {
            case LaneOutcome.Answered<L, Locator>(var _, var locator) ->
                Persistently.call(versions.arrived(version, locator)).then();
            case LaneOutcome.Failed<L, Locator>(var lane, var _) ->
                Persistently.call(versions.strayed(version, planned.apply(lane)));
        };
    }
}
