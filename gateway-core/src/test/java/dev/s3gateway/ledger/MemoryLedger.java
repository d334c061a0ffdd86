package dev.s3gateway.ledger;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/**
 * A ledger in memory with the semantics of the real one: it passes the same contract tests. Each instance is one
 * process with a lease of its own; {@link #another} is a second process on the same rows. {@link #faults} scripts
 * unavailability.
 */
public final class MemoryLedger implements Ledger {

    private final MemoryWorld world;
    private final LedgerFaults faults = new LedgerFaults();
    private final MemoryLeases leases;
    private final MemoryVersions versions;
    private final MemoryUploads uploads;
    private final MemoryBuckets buckets;
    private final MemoryTasks tasks;

    private MemoryLedger(MemoryWorld world) {
        this.world = world;
        this.leases = new MemoryLeases(world, faults);
        this.versions = new MemoryVersions(world, leases, faults);
        this.uploads = new MemoryUploads(world, leases, faults);
        this.buckets = new MemoryBuckets(world, new BucketMemory(world::nanoTime), faults);
        this.tasks = new MemoryTasks(world, buckets, faults);
    }

    /** By this clock; the lease must be acquired and renewed. */
    public MemoryLedger(InstantSource clock, Delays delays) {
        this(new MemoryWorld(clock, delays));
    }

    /** For tests of what lies above: time stands still, there is no grace, and the lease is held. */
    public static MemoryLedger ready() {
        return ready(new ManualClock());
    }

    /** The same by this clock, where the default delays but the grace apply. */
    public static MemoryLedger ready(InstantSource clock) {
        MemoryLedger ledger = new MemoryLedger(clock, TestDelays.STANDARD.withGrace(Duration.ZERO));
        ledger.leases.take();
        return ledger;
    }

    /** Another process on the same rows, without a lease yet. */
    public MemoryLedger another() {
        return new MemoryLedger(world);
    }

    public LedgerFaults faults() {
        return faults;
    }

    /** Intents that are neither committed nor abandoned nor recovered. */
    public int openIntents() {
        synchronized (world) {
            return world.intents.size();
        }
    }

    /** Every version that is the current one of its key. */
    public Set<Version> liveVersions() {
        synchronized (world) {
            return world.versions.values()
                    .stream()
                    .filter(row -> row.live)
                    .map(MemoryWorld.VersionRow::version)
                    .collect(Collectors.toUnmodifiableSet());
        }
    }

    @Override
    public Versions versions() {
        return versions;
    }

    @Override
    public Uploads uploads() {
        return uploads;
    }

    @Override
    public Buckets buckets() {
        return buckets;
    }

    @Override
    public Probes probes() {
        return new MemoryProbes(world, faults);
    }

    @Override
    public Tasks tasks() {
        return tasks;
    }

    @Override
    public Errands errands() {
        return new MemoryErrands(world, faults);
    }

    @Override
    public Leases leases() {
        return leases;
    }

    @Override
    public OperationsLog operations() {
        return new MemoryLog(world, faults);
    }

    @Override
    public Reports reports() {
        return new MemoryReports(world, faults);
    }

    @Override
    public Holdings holdings() {
        return new MemoryHoldings(world, faults);
    }

    @Override
    public Revisions revisions() {
        return new MemoryRevisions(world, leases, faults);
    }

    @Override
    public Mono<UUID> installation() {
        return faults.call("installation", () -> world.installation);
    }

    @Override
    public Optional<String> readOnly() {
        return faults.readOnly();
    }

    @Override
    public Mono<Void> ping() {
        return faults.run("ping", () -> {});
    }
}
