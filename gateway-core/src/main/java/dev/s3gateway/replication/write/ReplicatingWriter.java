package dev.s3gateway.replication.write;

import dev.s3gateway.ledger.Ledger;
import dev.s3gateway.lifecycle.Background;
import dev.s3gateway.lifecycle.CrashPoints;
import dev.s3gateway.object.VersionId;
import dev.s3gateway.placement.Topology;
import dev.s3gateway.placement.ZoneHealth;
import dev.s3gateway.replication.Outages;
import dev.s3gateway.replication.Standing;
import dev.s3gateway.replication.copy.CopyWriter;
import dev.s3gateway.replication.read.CopySources;
import dev.s3gateway.replication.read.Reader;
import dev.s3gateway.replication.read.VersionReader;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The write path: plan, then intent beside the lanes, proof before their last bytes, verification, commit. A success is
 * told only after a durable commit with enough verified copies; a failure leaves nothing that can become visible.
 */
public final class ReplicatingWriter implements Writer {

    private final WritePlanner planner;
    private final Transfers transfers;
    private final PlannedWrites writes;
    private final Ledger ledger;
    private final LaneLimits limits;
    private final Background background;
    private final CrashPoints crash;
    private final Scheduler clock;

    public ReplicatingWriter(Ledger ledger, Supplier<Topology> topology, ZoneHealth health, Standing standing,
            Supplier<VersionId> versionIds, LaneLimits limits, Background background, CrashPoints crash,
            Scheduler clock) {
        this.planner = new WritePlanner(ledger, topology, health, standing, versionIds);
        this.transfers = new Transfers(new LaneSender(new CopyWriter(ledger.buckets(), background),
                limits.retryWithin(), crash, clock),
                limits, clock);
        this.writes = new PlannedWrites(ledger, background, crash);
        this.ledger = ledger;
        this.limits = limits;
        this.background = background;
        this.crash = crash;
        this.clock = clock;
    }

    @Override
    public Mono<Written> write(Put put) {
        Mono<Written> written = planner.plan(put, transfers.isReplayable(put.body()))
                .onErrorResume(refusal -> put.body().discard().onErrorComplete().then(Mono.error(refusal)))
                .flatMap(plan -> writes.carryOut(plan, transfers::begin))
                .transform(Outages.told());
        // From here on nobody's departure stops the write: a client that left shows as an error of the body.
        return background.detached("write", written);
    }

    /** Writes copies of what these read. What is larger than {@code onePiece} is copied part by part. */
    public ObjectCopier copier(Reader reader, VersionReader versions, long onePiece) {
        ZoneCopies zones = new ZoneCopies(versions, new CopyWriter(ledger.buckets(), background), ledger.uploads(),
                limits.stall(), crash,
                clock);
        return new ObjectCopier(new CopySources(reader), versions, this, planner, writes, zones, ledger.versions(),
                background, onePiece);
    }
}
