package dev.s3gateway.upkeep;

import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.job.Job;
import dev.s3gateway.job.Step;
import dev.s3gateway.ledger.Holdings;
import dev.s3gateway.ledger.Holdings.Holding;
import dev.s3gateway.ledger.Holdings.Need;
import dev.s3gateway.placement.Placement;
import dev.s3gateway.placement.Topology;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Follows a change of the zones: walks over all that is there and has brought, by tasks, what the zones of now lack. A
 * zone that was added gets its copies so, one that comes back those that it missed.
 */
public final class SpreadJob implements Job {

    private static final Logger LOG = LoggerFactory.getLogger(SpreadJob.class);
    private static final int PAGE = 500;
    private static final Step LATER = new Step.Idle(Duration.ofSeconds(2));

    private final Holdings holdings;
    private final Supplier<Topology> topology;
    private volatile String begun = "";

    public SpreadJob(Holdings holdings, Supplier<Topology> topology) {
        this.holdings = holdings;
        this.topology = topology;
    }

    @Override
    public String name() {
        return "spread";
    }

    @Override
    public Mono<Step> step() {
        return Mono.defer(() -> {
            Topology now = topology.get();
            return begun(now.placement())
                    .then(Mono.defer(() -> holdings.next(now.placement(), PAGE)))
                    .flatMap(page -> settled(now, page));
        });
    }

    private Mono<Void> begun(String placement) {
        return placement.equals(begun)
                ? Mono.empty()
                : holdings.begin(placement).then(Mono.fromRunnable(() -> begun = placement));
    }

    private Mono<Step> settled(Topology now, List<Holding> page) {
        List<Need> needs = page.stream().flatMap(holding -> need(holding, now).stream()).toList();
        long owed = needs.stream().mapToLong(need -> need.owed().size()).sum();
        if (owed > 0) {
            LOG.info("{} copies are to be brought to zones that lack them", owed);
        }
        return holdings.settle(now.placement(), page, needs).thenReturn(page.isEmpty() ? LATER : new Step.Worked());
    }

    /** As many copies as are required and no more, the first zones first. */
    private static Optional<Need> need(Holding holding, Topology now) {
        Placement placement = now.of(holding.bucket());
        List<ZoneCode> lacking = placement.codes().stream().filter(zone -> !holding.held().contains(zone)).toList();
        int present = placement.codes().size() - lacking.size();
        List<ZoneCode> owed = lacking.stream().limit(Math.max(0, placement.requiredReplicas() - present)).toList();
        return owed.isEmpty() && holding.required() == placement.requiredReplicas()
                ? Optional.empty()
                : Optional.of(new Need(holding, placement.requiredReplicas(), owed));
    }
}
