package dev.s3gateway.server;

import dev.s3gateway.access.AnonymousRights;
import dev.s3gateway.access.AuthMode;
import dev.s3gateway.access.Authorizer;
import dev.s3gateway.access.RateLimit;
import dev.s3gateway.access.Users;
import dev.s3gateway.config.ConfigProblem;
import dev.s3gateway.embedded.EmbeddedPostgres;
import dev.s3gateway.job.Job;
import dev.s3gateway.job.JobRunner;
import dev.s3gateway.job.Pace;
import dev.s3gateway.ledger.Delays;
import dev.s3gateway.ledger.Ledger;
import dev.s3gateway.ledger.postgres.LedgerConfig;
import dev.s3gateway.ledger.postgres.PostgresLedger;
import dev.s3gateway.lifecycle.Background;
import dev.s3gateway.lifecycle.Component;
import dev.s3gateway.lifecycle.CrashPoints;
import dev.s3gateway.lifecycle.Lifecycle;
import dev.s3gateway.object.VersionId;
import dev.s3gateway.placement.ReadOrder;
import dev.s3gateway.placement.Topology;
import dev.s3gateway.placement.ZoneHealth;
import dev.s3gateway.replication.BucketLifecycle;
import dev.s3gateway.replication.Discovery;
import dev.s3gateway.replication.FindingLedger;
import dev.s3gateway.replication.Lister;
import dev.s3gateway.replication.Remover;
import dev.s3gateway.replication.foreign.ForeignListing;
import dev.s3gateway.replication.foreign.ForeignObjects;
import dev.s3gateway.replication.multipart.MultipartUploads;
import dev.s3gateway.replication.read.FailoverReader;
import dev.s3gateway.replication.read.Reader;
import dev.s3gateway.replication.read.VersionReader;
import dev.s3gateway.replication.write.CopyFaults;
import dev.s3gateway.replication.write.LaneLimits;
import dev.s3gateway.replication.write.ReplicatingWriter;
import dev.s3gateway.s3.ReadLog;
import dev.s3gateway.s3.S3Service;
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
import dev.s3gateway.server.admin.HealthResource;
import dev.s3gateway.server.admin.LiveResource;
import dev.s3gateway.server.admin.MetricsResource;
import dev.s3gateway.server.admin.ObjectResource;
import dev.s3gateway.server.admin.OperationsResource;
import dev.s3gateway.server.admin.ReadyResource;
import dev.s3gateway.server.admin.ReplicasResource;
import dev.s3gateway.server.admin.RequestMetrics;
import dev.s3gateway.server.admin.ZoneMetrics;
import dev.s3gateway.server.admin.ZonePulse;
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
import dev.s3gateway.upkeep.LeaseKeeper;
import dev.s3gateway.upkeep.LogRotationJob;
import dev.s3gateway.upkeep.MakeBucketJob;
import dev.s3gateway.upkeep.PurgeJob;
import dev.s3gateway.upkeep.RecoveryJob;
import dev.s3gateway.upkeep.TaskQueue;
import dev.s3gateway.upkeep.UploadsJob;
import dev.s3gateway.upkeep.VerifyJob;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** The object graph: everything that runs, put together by hand, in the order in which it starts. */
final class Gateway {

    /** Recovery of a database after a crash takes its time; nothing else does. */
    private static final Duration START_TIME = Duration.ofMinutes(5);
    private static final Set<String> SYNC_STATES = Set.of("pending", "synced");
    private static final int READS_WAITING = 10_000;
    private static final Duration CLAIM = Duration.ofMinutes(1);

    private final Settings settings;
    private final Path data;
    private final Credentials credentials;
    private final AdminKey admin;
    private final Listener listener;
    private final Lifecycle lifecycle;

    private Gateway(Settings settings, Path data, Map<String, String> environment) {
        this.settings = settings;
        this.data = data;
        this.credentials = Credentials.of(settings.config(), data);
        this.admin = AdminKey.of(data, environment);
        GatewayConfig config = settings.config();
        CrashPoints crash = CrashPoints.NONE;
        Scheduler clock = Schedulers.parallel();

        Optional<EmbeddedPostgres> database = bundled();
        LedgerConfig ledgerConfig = DatabaseConfig.address(
                config.database().url().or(() -> database.map(EmbeddedPostgres::url)).orElseThrow());
        Background background = new Background(config.drainTime());
        PostgresLedger rows = new PostgresLedger(ledgerConfig, Delays.DEFAULT, processName(), background, crash);
        LeaseKeeper lease = new LeaseKeeper(rows.leases(), System::nanoTime);

        EventLoops loops = new EventLoops();
        PrometheusRegistry registry = new PrometheusRegistry();
        Zones zones = new Zones(config, data, new ZoneMetrics(registry), loops, background);
        Supplier<Topology> topology = zones::topology;
        ZoneHealth health = zones.health();
        Discovery discovery = new Discovery(rows.buckets(), topology, ReservedNames::allow, Users.ROOT,
                config.region());
        Ledger ledger = FindingLedger.over(rows, discovery);
        ForeignObjects foreign = new ForeignObjects(ledger, topology);

        VersionReader versions = new VersionReader(ledger, topology, new ReadOrder(health), background);
        BucketLifecycle buckets = new BucketLifecycle(ledger, topology, health, background);
        Authorizer authorizer = new Authorizer(ledger.buckets());
        Reader reader = new FailoverReader(ledger, versions, foreign);
        ReplicatingWriter writer = new ReplicatingWriter(ledger, topology, health, lease,
                () -> new VersionId(UUID.randomUUID()), LaneLimits.STANDARD, background, crash, clock);
        MultipartUploads uploads = new MultipartUploads(ledger, reader, versions, topology, health, lease,
                () -> new VersionId(UUID.randomUUID()), LaneLimits.STANDARD, background, crash, clock);
        Operations operations = Operations.of(writer, writer.copier(reader, versions, CopyFaults.LARGEST), uploads,
                reader, new Remover(ledger, foreign, background),
                new Lister(ledger, foreign, new ForeignListing(ledger, topology)),
                buckets,
                authorizer, new ContinuationTokens(TokenKey.from(ledgerConfig.password())), config.region());
        AnswerNotes notes = new AnswerNotes();
        ReadLog reads = new ReadLog(ledger.operations(), InstantSource.system(), READS_WAITING);
        S3Service s3 = new S3Service(operations, authenticator(), authorizer,
                new CommonRules(buckets, config.servesGateways()), notes.and(reads));

        TaskQueue queue = new TaskQueue(ledger.tasks(), topology, health, background, CLAIM, clock);
        Pace pace = Pace.standard(new SecureRandom());
        List<Job> work = new ArrayList<>(zones.probes());
        work.addAll(List.of(new CopyJob(queue, ledger, topology, versions, lease, background, crash),
                new VerifyJob(queue, ledger.versions()), new PurgeJob(queue, crash), new RecoveryJob(ledger.leases()),
                new AbortUploadsJob(queue, ledger.uploads()), new UploadsJob(ledger.uploads(), uploads),
                new MakeBucketJob(queue, ledger.buckets()), new DropBucketJob(queue, ledger.buckets()),
                new ReadLogJob(reads), new ForgetVersionsJob(ledger.versions()), new DiscoveryJob(discovery),
                new LogRotationJob(ledger.operations(), config.operationsLog().retention())));
        JobRunner jobs = new JobRunner(work, pace, clock);
        // In a runner of its own, which stops after the background work: commits need the lease to their end.
        JobRunner leasing = new JobRunner(List.of(lease), pace, clock);

        Readiness readiness = new Readiness();
        Supplier<List<dev.s3gateway.backend.Zone>> zoneList = () -> topology.get().zones();
        ZonePulse pulse = new ZonePulse(zoneList);
        AdminEndpoint management = new AdminEndpoint(List.of(
                new HealthResource(pulse, ledger, () -> config.replication().minReplicas()),
                new LiveResource(), new ReadyResource(readiness::isReady, ledger),
                new BackendsResource(zoneList, zones::dataPath),
                new ReplicasResource(ledger.reports(), SYNC_STATES), new OperationsResource(ledger.operations()),
                new ObjectResource(ledger),
                new MetricsResource(registry, pulse, ledger, background::running, reads::dropped)),
                new AdminAccess(credentials.mode() == AuthMode.REQUIRED, admin::matches, config.domain()));
        Router router = new Router(management,
                new S3Endpoint(s3::serve, new Targets(config.domain()), Room.admission(), notes), config.domain());
        this.listener = new Listener(new ListenerConfig(config.host(), config.port(), config.tls(), config.http(),
                config.drainTime()), router, new AccessLog().and(new RequestMetrics(registry)), loops);

        List<Component> parts = new ArrayList<>(database.stream().toList());
        parts.addAll(List.of(rows, lease, leasing, zones, background, new NamingReport(ledger.buckets(), topology),
                queue, jobs, listener, readiness));
        StartCache.wanted().ifPresent(parts::add);
        this.lifecycle = new Lifecycle("gateway", parts, START_TIME, config.drainTime().plusSeconds(5));
    }

    static Gateway of(Settings settings, Path data, Map<String, String> environment) {
        return new Gateway(settings, data, environment);
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
        return new Banner(settings.config().tls().isPresent(), address(), data, credentials, admin,
                settings.config().database().url().isPresent()).text();
    }

    private Optional<EmbeddedPostgres> bundled() {
        DatabaseConfig database = settings.config().database();
        return database.url().isPresent()
                ? Optional.empty()
                : Optional.of(new EmbeddedPostgres(data.resolve("postgres"), data.resolve("runtime"),
                        database.embedded()));
    }

    private SigV4Authenticator authenticator() {
        GatewayConfig config = settings.config();
        List<String> regions = config.zones().stream().flatMap(zone -> zone.region().stream()).toList();
        return new SigV4Authenticator(users(),
                AnonymousRights.in(credentials.mode(), config.domain().stream().toList()),
                new Regions(config.region(), regions::contains),
                new RateLimit(config.auth().failedSignaturesPerMinute(), Duration.ofMinutes(1)));
    }

    private Users users() {
        try {
            return Users.of(credentials.access());
        } catch (IllegalArgumentException e) {
            throw new ConfigProblem("auth: " + e.getMessage() + "; give each its own");
        }
    }

    private static String processName() {
        return ProcessHandle.current().pid() + "@" + Optional.ofNullable(System.getenv("HOSTNAME")).orElse("localhost");
    }
}
