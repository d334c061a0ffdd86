package dev.s3gateway.server;

import dev.s3gateway.server.settings.ConfigDigest;
import dev.s3gateway.server.settings.GatewayConfig;
import dev.s3gateway.server.settings.LogFormat;
import dev.s3gateway.server.settings.Settings;
import dev.s3gateway.server.zones.Zones;
import dev.s3gateway.access.AnonymousRights;
import dev.s3gateway.access.AuthMode;
import dev.s3gateway.access.Authorizer;
import dev.s3gateway.access.RateLimit;
import dev.s3gateway.access.Users;
import dev.s3gateway.backend.probe.Probe;
import dev.s3gateway.config.ConfigProblem;
import dev.s3gateway.failure.Failure;
import dev.s3gateway.job.Job;
import dev.s3gateway.job.JobRunner;
import dev.s3gateway.job.Pace;
import dev.s3gateway.ledger.Ledger;
import dev.s3gateway.lifecycle.Background;
import dev.s3gateway.lifecycle.Component;
import dev.s3gateway.lifecycle.CrashPoints;
import dev.s3gateway.lifecycle.Lifecycle;
import dev.s3gateway.object.VersionIds;
import dev.s3gateway.placement.ReadOrder;
import dev.s3gateway.placement.Topology;
import dev.s3gateway.placement.ZoneHealth;
import dev.s3gateway.replication.BucketLifecycle;
import dev.s3gateway.replication.Discovery;
import dev.s3gateway.replication.FindingLedger;
import dev.s3gateway.replication.Lister;
import dev.s3gateway.replication.marker.Recognizer;
import dev.s3gateway.replication.Remover;
import dev.s3gateway.replication.foreign.ForeignListing;
import dev.s3gateway.replication.foreign.ForeignObjects;
import dev.s3gateway.replication.multipart.MultipartUploads;
import dev.s3gateway.replication.read.FailoverReader;
import dev.s3gateway.replication.read.Hedging;
import dev.s3gateway.replication.read.Reader;
import dev.s3gateway.replication.read.VersionReader;
import dev.s3gateway.replication.write.CopyFaults;
import dev.s3gateway.replication.write.ReplicatingWriter;
import dev.s3gateway.replication.Standing;
import dev.s3gateway.s3.ReadLog;
import dev.s3gateway.s3.S3Service;
import dev.s3gateway.s3.auth.Authenticator;
import dev.s3gateway.s3.auth.Regions;
import dev.s3gateway.s3.auth.SigV4Authenticator;
import dev.s3gateway.s3.op.CommonRules;
import dev.s3gateway.s3.op.ContinuationTokens;
import dev.s3gateway.s3.op.Operations;
import dev.s3gateway.s3.op.ReservedNames;
import dev.s3gateway.s3.wire.Targets;
import dev.s3gateway.server.admin.AdminAccess;
import dev.s3gateway.server.admin.AdminEndpoint;
import dev.s3gateway.server.admin.BackendsResource;
import dev.s3gateway.server.admin.BucketRulesResource;
import dev.s3gateway.server.admin.ForgetZoneResource;
import dev.s3gateway.server.admin.HealthResource;
import dev.s3gateway.server.admin.ImportResource;
import dev.s3gateway.server.admin.LiveResource;
import dev.s3gateway.server.admin.MetricsResource;
import dev.s3gateway.server.admin.ObjectResource;
import dev.s3gateway.server.admin.OperationsResource;
import dev.s3gateway.server.admin.ReadMetrics;
import dev.s3gateway.server.admin.ReadyResource;
import dev.s3gateway.server.admin.ReloadResource;
import dev.s3gateway.server.admin.ReplicasResource;
import dev.s3gateway.server.admin.RestoreNamesResource;
import dev.s3gateway.server.admin.RequestMetrics;
import dev.s3gateway.server.admin.ZoneMetrics;
import dev.s3gateway.server.admin.ZonePulse;
import dev.s3gateway.server.admin.ZoneBucketsResource;
import dev.s3gateway.server.admin.ZonesResource;
import dev.s3gateway.server.http.AccessLog;
import dev.s3gateway.server.http.Admission;
import dev.s3gateway.server.http.EventLoops;
import dev.s3gateway.server.http.Listener;
import dev.s3gateway.server.http.ListenerConfig;
import dev.s3gateway.server.http.Router;
import dev.s3gateway.server.s3.AnswerNotes;
import dev.s3gateway.server.s3.S3Endpoint;
import dev.s3gateway.upkeep.AbortUploadsJob;
import dev.s3gateway.upkeep.CopyJob;
import dev.s3gateway.upkeep.DiscoveryJob;
import dev.s3gateway.upkeep.DropBucketJob;
import dev.s3gateway.upkeep.ForgetVersionsJob;
import dev.s3gateway.upkeep.ImportJob;
import dev.s3gateway.upkeep.Importer;
import dev.s3gateway.upkeep.LeaseKeeper;
import dev.s3gateway.upkeep.LogRotationJob;
import dev.s3gateway.upkeep.MakeBucketJob;
import dev.s3gateway.upkeep.NameRestorer;
import dev.s3gateway.upkeep.ProbeJob;
import dev.s3gateway.upkeep.PurgeJob;
import dev.s3gateway.upkeep.RecoveryJob;
import dev.s3gateway.upkeep.RestoreNamesJob;
import dev.s3gateway.upkeep.SpreadJob;
import dev.s3gateway.upkeep.TaskQueue;
import dev.s3gateway.upkeep.UploadsJob;
import dev.s3gateway.upkeep.VerifyJob;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** The object graph: everything that runs, put together by hand, in the order in which it starts. */
final class Gateway {

    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    private static final Set<String> SYNC_STATES = Set.of("pending", "synced");

    private final Settings settings;
    private final Path data;
    private final Keyring keys;
    private final AdminKey admin;
    private final Fleet fleet;
    private final Listener listener;
    private final Lifecycle lifecycle;

    private Gateway(Settings settings, Supplier<Settings> files, Path data, Map<String, String> environment,
            Books.Opening opening, CrashPoints crash) {
        this.settings = settings;
        this.data = data;
        this.keys = new Keyring(settings.config(), data);
        this.admin = AdminKey.of(data, environment);
        GatewayConfig config = settings.config();
        Scheduler clock = Schedulers.parallel();

        Background background = new Background(config.drainTime());
        EventLoops loops = new EventLoops();
        Books books = opening.open(config, data, processName(), loops, background, crash);
        Ledger rows = books.ledger();
        LeaseKeeper lease = new LeaseKeeper(rows.leases(), config.ledger(), System::nanoTime);

        PrometheusRegistry registry = new PrometheusRegistry();
        Zones zones = new Zones(config, data, new ZoneMetrics(registry), loops, background,
                new Recognizer(rows)::of);
        Reload reload = new Reload(files, config, zones, keys);
        byte[] shared = books.secret();
        this.fleet = new Fleet(rows.revisions(), reload, some -> ConfigDigest.of(some, shared),
                config.ledger().patience());
        Supplier<Topology> topology = zones::topology;
        ZoneHealth health = zones.health();
        VersionIds ids = new VersionIds(InstantSource.system());
        Discovery discovery = new Discovery(rows, topology, ReservedNames::allow, Users.ROOT,
                config.region());
        Ledger ledger = FindingLedger.over(rows, discovery);
        ForeignObjects foreign = new ForeignObjects(ledger, topology);

        ReadOrder order = new ReadOrder(health);
        VersionReader versions = new VersionReader(ledger, topology, order, background,
                config.read().hedging(new ReadMetrics(registry), clock), config.read().floor(clock));
        // Copies are in no hurry: what may be asked twice is for clients.
        VersionReader patient = new VersionReader(ledger, topology, order, background, Hedging.off(),
                config.read().floor(clock));
        BucketLifecycle buckets = new BucketLifecycle(ledger, topology, health, background);
        Authorizer authorizer = new Authorizer(ledger);
        Reader reader = new FailoverReader(ledger, versions, foreign);
        ReplicatingWriter writer = new ReplicatingWriter(ledger, topology, health, lease,
                ids, config.lanes(), background, crash, clock);
        MultipartUploads uploads = new MultipartUploads(ledger, reader, versions, topology, health, lease,
                ids, config.lanes(), config.multipart().replay(), background,
                crash, clock);
        Operations operations = Operations.of(writer, writer.copier(reader, versions, CopyFaults.LARGEST), uploads,
                reader, new Remover(ledger, foreign, background),
                new Lister(ledger, foreign, new ForeignListing(ledger, topology)),
                buckets,
                authorizer, new ContinuationTokens(shared), config.region());
        AnswerNotes notes = new AnswerNotes();
        ReadLog reads = new ReadLog(ledger.operations(), InstantSource.system(), config.operationsLog().waiting());
        S3Service s3 = new S3Service(operations, inStanding(lease, authenticator(topology)), authorizer,
                new CommonRules(buckets, config.servesGateways()), notes.and(reads));

        TaskQueue queue = new TaskQueue(ledger.tasks(), topology, health, background, config.jobs().queue(), clock);
        Pace pace = config.jobs().pace();
        List<Job> work = new ArrayList<>(List.of(zones.retirement(), zones.recognition()));
        work.addAll(List.of(new CopyJob(queue, ledger, topology, patient, lease, background, crash),
                new VerifyJob(queue, ledger.versions()), new PurgeJob(queue, crash), new RecoveryJob(ledger.leases()),
                new AbortUploadsJob(queue, ledger.uploads(), crash),
                new UploadsJob(ledger.uploads(), uploads, config.multipart().stale(), config.multipart().remembered()),
                new ProbeJob(ledger.probes(), new Probe(InstantSource.system()), topology, health),
                new MakeBucketJob(queue, ledger), new DropBucketJob(queue, ledger),
                new ReadLogJob(reads, config.operationsLog().flush()), new ForgetVersionsJob(ledger.versions()),
                new SpreadJob(ledger.holdings(), topology), fleet, new DiscoveryJob(discovery),
                new ImportJob(ledger, topology,
                        new Importer(ledger, topology, ids)),
                new RestoreNamesJob(ledger, topology,
                        new NameRestorer(ledger, topology, lease, patient, background)),
                new LogRotationJob(ledger.operations(), config.operationsLog().retention())));
        JobRunner jobs = new JobRunner(work, pace, clock);
        // In a runner of its own, which stops after the background work: commits need the lease to their end.
        JobRunner leasing = new JobRunner(List.of(lease), pace, clock);

        Readiness readiness = new Readiness();
        Supplier<List<dev.s3gateway.backend.Zone>> zoneList = () -> topology.get().zones();
        ZonePulse pulse = new ZonePulse(zoneList);
        AdminEndpoint management = new AdminEndpoint(List.of(
                new HealthResource(pulse, ledger, () -> reload.current().replication().minReplicas()),
                new LiveResource(), new ReadyResource(readiness::isReady, ledger),
                new BackendsResource(zoneList, zones::dataPath),
                new ZoneBucketsResource(zoneList, ledger.probes()),
                new ReplicasResource(ledger.reports(), SYNC_STATES), new OperationsResource(ledger.operations()),
                new ImportResource(ledger, topology), new RestoreNamesResource(ledger.errands(), topology),
                new BucketRulesResource(ledger.buckets(), topology),
                new ObjectResource(ledger), new ReloadResource(fleet::now),
                new ZonesResource(zoneList, health, ledger.holdings()),
                new ForgetZoneResource(zoneList, ledger.holdings(), fleet::strangers),
                new MetricsResource(registry, pulse, ledger, background::running, reads::dropped)),
                new AdminAccess(keys.credentials().mode() == AuthMode.REQUIRED, admin::matches, config.domain()));
        Router router = new Router(management,
                new S3Endpoint(s3::serve, new Targets(config.domain()),
                        config.inFlight().admission(config.lanes().window()), notes),
                config.domain());
        this.listener = new Listener(new ListenerConfig(config.host(), config.port(), config.tls(), config.http(),
                config.drainTime()), router,
                new AccessLog(config.logFormat() == LogFormat.JSON).and(new RequestMetrics(registry)), loops);

        List<Component> parts = new ArrayList<>(List.of(loops));
        parts.addAll(books.components());
        parts.addAll(
                List.of(lease, leasing, zones, background, new NamingReport(ledger.buckets(), topology),
                        queue, jobs, listener, readiness));
        StartCache.wanted().ifPresent(parts::add);
        this.lifecycle = new Lifecycle("gateway", parts, config.startTime(), config.drainTime().plusSeconds(5));
    }

    /**
     * @param files reads the configuration again
     * @param opening where the ledger is kept
     * @param crash where a test makes the process die
     */
    static Gateway of(Settings settings, Supplier<Settings> files, Path data, Map<String, String> environment,
            Books.Opening opening, CrashPoints crash) {
        return new Gateway(settings, files, data, environment, opening, crash);
    }

    /** Reads the configuration again, now; how it went is logged. */
    void reload() {
        fleet.now()
                .onErrorComplete(ConfigProblem.class)
                .subscribe(_ -> {}, failure -> LOG.error("the configuration was not read again", failure));
    }

    Mono<Void> start() {
        return lifecycle.start();
    }

    Mono<Void> stop() {
        return lifecycle.stop();
    }

    InetSocketAddress address() {
        return listener.address();
    }

    String banner() {
        return new Banner(settings.config().tls().isPresent(), address(), data, keys.credentials(), admin,
                settings.config().database().url().isPresent()).text();
    }

    /** What a gateway knows that was not heard of lately may be out of date: it serves nothing (protocol.md §3). */
    private static Authenticator inStanding(Standing standing, Authenticator authenticator) {
        return request -> {
            if (standing.incarnation().isEmpty()) {
                throw new Failure.Overloaded("this gateway's lease has lapsed");
            }
            return authenticator.verify(request);
        };
    }

    private SigV4Authenticator authenticator(Supplier<Topology> topology) {
        GatewayConfig config = settings.config();
        return new SigV4Authenticator(keys::users,
                AnonymousRights.in(keys.credentials().mode(), config.domain().stream().toList()),
                new Regions(config.region(), region -> topology.get().names(region)),
                new RateLimit(config.auth().failedSignaturesPerMinute(), Duration.ofMinutes(1)));
    }

    private static String processName() {
        return ProcessHandle.current().pid() + "@" + Optional.ofNullable(System.getenv("HOSTNAME")).orElse("localhost");
    }
}
