package dev.s3gateway.ledger.postgres;

import dev.s3gateway.ledger.BucketMemory;
import dev.s3gateway.ledger.Buckets;
import dev.s3gateway.ledger.Delays;
import dev.s3gateway.ledger.Errands;
import dev.s3gateway.ledger.Holdings;
import dev.s3gateway.ledger.Leases;
import dev.s3gateway.ledger.Ledger;
import dev.s3gateway.ledger.LedgerUnavailable;
import dev.s3gateway.ledger.OperationsLog;
import dev.s3gateway.ledger.Probes;
import dev.s3gateway.ledger.Reports;
import dev.s3gateway.ledger.Revisions;
import dev.s3gateway.ledger.Tasks;
import dev.s3gateway.ledger.Uploads;
import dev.s3gateway.ledger.Versions;
import dev.s3gateway.lifecycle.Background;
import dev.s3gateway.lifecycle.Component;
import dev.s3gateway.lifecycle.CrashPoints;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * The ledger in PostgreSQL. Starting it brings the tables up to date; the lease is taken, renewed and released by
 * whoever runs the process. Stopping it closes the connections.
 */
public final class PostgresLedger implements Ledger, Component {

    // Nothing is dropped at the start; that is the log's own upkeep.
    private static final Duration FOR_EVER = Duration.ofDays(100_000);

    private static final int FOR_THE_LEASE = 4;

    private final Database database;
    /** Of its own: behind thousands of requests that wait for a connection the lease would lapse. */
    private final Database leasing;
    private final Faith faith;
    private final Schema schema;
    private final PostgresVersions versions;
    private final PostgresUploads uploads;
    private final PostgresBuckets buckets;
    private final PostgresProbes probes;
    private final PostgresTasks tasks;
    private final PostgresLeases leases;
    private final PostgresLog operations;
    private final PostgresReports reports;
    private final PostgresErrands errands;
    private final PostgresHoldings holdings;
    private final PostgresRevisions revisions;

    /**
     * @param process how this process is called in the table of leases
     * @param loops where the connections live: on the threads of those who ask, so that no answer changes threads
     */
    public PostgresLedger(LedgerConfig config, LoopResources loops, Delays delays, String process,
            Background background, CrashPoints crash) {
        this(config, loops, delays, process, background, crash, System::nanoTime);
    }

    /** @param nanoTime a monotonic clock: how long ago the lease was renewed */
    PostgresLedger(LedgerConfig config, LoopResources loops, Delays delays, String process, Background background,
            CrashPoints crash, LongSupplier nanoTime) {
        HeldLease lease = new HeldLease(delays.patience(), nanoTime);
        Journal journal = new Journal();
        Acknowledged acknowledged = new Acknowledged(delays.horizon().dividedBy(2), nanoTime);
        this.faith = new Faith(acknowledged, process);
        this.database = new Database(config, loops, faith);
        this.leasing = new Database(config.withPool(FOR_THE_LEASE), loops, faith);
        this.schema = new Schema(database);
        this.versions = new PostgresVersions(database, journal, lease, delays, background, crash, acknowledged);
        this.uploads = new PostgresUploads(database, lease, new TaskRows(delays));
        BucketMemory memory = new BucketMemory(nanoTime);
        this.buckets = new PostgresBuckets(database, delays, memory, background);
        this.probes = new PostgresProbes(database, memory);
        this.tasks = new PostgresTasks(database, new Copies(database, journal, delays), memory);
        this.leases = new PostgresLeases(leasing, lease, journal, delays, process, faith);
        this.operations = new PostgresLog(database);
        this.reports = new PostgresReports(database);
        this.errands = new PostgresErrands(database);
        this.holdings = new PostgresHoldings(database, new TaskRows(delays));
        this.revisions = new PostgresRevisions(database, lease);
    }

    /**
     * How a ledger's database stands, in words, before a gateway starts on it. Changes nothing there; fails with
     * {@link LedgerUnavailable} where a start would.
     */
    public static Mono<String> standing(LedgerConfig config) {
        return Mono.usingWhen(Mono.fromSupplier(() -> new Database(config)),
                database -> new Schema(database).standing(), Database::close);
    }

    /**
     * Goes on with what the database has, after it was restored or lost commits: raises the incarnation, so that nothing
     * that was stamped before is ever purged, takes every lease away, and ends the stand-still. Answers with the new
     * incarnation.
     */
    public static Mono<Long> resume(LedgerConfig config, Delays delays) {
        return Mono.usingWhen(Mono.fromSupplier(() -> new Database(config)),
                database -> Resumption.of(database, delays), Database::close);
    }

    @Override
    public String name() {
        return "ledger";
    }

    @Override
    public Mono<Void> start() {
        return schema.migrate().then(Mono.defer(() -> operations.rotate(FOR_EVER))).then();
    }

    @Override
    public Mono<Void> stop() {
        return database.close().then(leasing.close());
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
        return probes;
    }

    @Override
    public Tasks tasks() {
        return tasks;
    }

    @Override
    public Errands errands() {
        return errands;
    }

    @Override
    public Leases leases() {
        return leases;
    }

    @Override
    public OperationsLog operations() {
        return operations;
    }

    @Override
    public Reports reports() {
        return reports;
    }

    @Override
    public Holdings holdings() {
        return holdings;
    }

    @Override
    public Revisions revisions() {
        return revisions;
    }

    @Override
    public Mono<UUID> installation() {
        return database.alone(session -> session.rows("SELECT installation FROM ledger_state",
                row -> Rows.get(row, "installation", UUID.class))).map(List::getFirst);
    }

    @Override
    public Optional<String> readOnly() {
        return faith.why();
    }

    @Override
    public Mono<Void> ping() {
        return database.alone(session -> session.rows("SELECT 1 AS one", _ -> true)).then();
    }

    /** Connections in use now; none at rest. */
    public int busyConnections() {
        return database.busy();
    }
}
