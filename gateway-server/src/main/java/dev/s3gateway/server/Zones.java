package dev.s3gateway.server;

import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.Zone;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.backend.direct.DataPath;
import dev.s3gateway.backend.guard.CircuitBreaker;
import dev.s3gateway.backend.guard.GuardConfig;
import dev.s3gateway.backend.guard.Guards;
import dev.s3gateway.backend.guard.HealthProbe;
import dev.s3gateway.backend.guard.StoreMetrics;
import dev.s3gateway.backend.local.LocalStore;
import dev.s3gateway.backend.local.LocalZoneConfig;
import dev.s3gateway.backend.s3.S3Limits;
import dev.s3gateway.backend.s3.S3ZoneConfig;
import dev.s3gateway.job.Job;
import dev.s3gateway.job.Step;
import dev.s3gateway.lifecycle.Background;
import dev.s3gateway.lifecycle.Component;
import dev.s3gateway.placement.BucketDefaults;
import dev.s3gateway.placement.Topology;
import dev.s3gateway.placement.ZoneHealth;
import dev.s3gateway.server.http.EventLoops;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The zones of the configuration: the stores that reach them, each behind its guards, and how they are. */
final class Zones implements Component {

    /** As many calls of one zone may wait for the disk at once. */
    private static final int DISK_THREADS = 8;

    private static final Logger LOG = LoggerFactory.getLogger(Zones.class);

    private final List<LocalStore> directories = new ArrayList<>();
    private final S3Services services;
    private final Map<ZoneCode, CircuitBreaker> circuits = new TreeMap<>();
    private final List<HealthProbe> probes = new ArrayList<>();
    private final GuardConfig guard;
    private final Topology topology;

    Zones(GatewayConfig config, Path data, StoreMetrics metrics, EventLoops loops, Background background) {
        this.guard = config.guard();
        this.services = new S3Services(limits(config), loops, background);
        List<ZoneConfig> configs = config.zones();
        boolean chosen = configs.stream().anyMatch(ZoneConfig::isPrimary);
        List<Zone> zones = new ArrayList<>();
        for (ZoneConfig each : configs) {
            // Where no zone is called the primary, the first that is written to is.
            boolean primary = chosen
                    ? each.isPrimary()
                    : each.takesWrites() && zones.stream().noneMatch(Zone::primary);
            zones.add(zone(each, primary, data, metrics));
        }
        this.topology = new Topology(zones, defaults(config.replication()));
        if (configs.stream().anyMatch(zone -> zone.metaBucket().isPresent())) {
            LOG.info("metaBucket is accepted and not used: policies and lists are kept in the database");
        }
    }

    /** What the circuits know. */
    ZoneHealth health() {
        return new ZoneHealth() {
            @Override
            public boolean usable(ZoneCode zone) {
                return Optional.ofNullable(circuits.get(zone)).filter(circuit -> !circuit.isOpen()).isPresent();
            }

            @Override
            public Duration latency(ZoneCode zone) {
                return Optional.ofNullable(circuits.get(zone))
                        .flatMap(circuit -> circuit.health().latency())
                        .orElse(Duration.ZERO);
            }
        };
    }

    /** What keeps asking each zone how it is. */
    List<Job> probes() {
        return probes.stream().map(Zones::job).toList();
    }

    private static Job job(HealthProbe probe) {
        return new Job() {
            @Override
            public String name() {
                return probe.name();
            }

            @Override
            public Mono<Step> step() {
                return probe.probe().map(Step.Idle::new);
            }
        };
    }

    /** Who carries the objects of a zone; empty where it is a directory. */
    Optional<DataPath.InUse> dataPath(ZoneCode zone) {
        return services.dataPath(zone);
    }

    Topology topology() {
        return topology;
    }

    @Override
    public String name() {
        return "zones";
    }

    @Override
    public Mono<Void> start() {
        return Flux.fromIterable(directories).flatMap(LocalStore::prepare, 8).then();
    }

    @Override
    public Mono<Void> stop() {
        return Mono.<Void>fromRunnable(() -> {
            directories.forEach(LocalStore::close);
            services.close();
        }).subscribeOn(Schedulers.boundedElastic());
    }

    private Zone zone(ZoneConfig config, boolean primary, Path data, StoreMetrics metrics) {
        ObjectStore store = config.service()
                .map(service -> services.store(service, config.takesWrites(), config.carrier()))
                .orElseGet(() -> local(config, data));
        Guards guards = Guards.around(config.zone(), store, guard, metrics, InstantSource.system());
        if (config.isEnabled()) {
            circuits.put(config.zone(), guards.circuit());
            probes.add(guards.probe(guard));
        }
        return new Zone(config.zone(), config.name().orElse(config.zone().value()),
                config.provider().orElse(kind(config)),
                config.service().map(S3ZoneConfig::region).or(config::region).orElse("local"),
                Optional.of(config.place(data)), primary, config.isEnabled(),
                config.isReadOnly(), config.naming(), guards.store());
    }

    private LocalStore local(ZoneConfig config, Path data) {
        Path root = data.resolve(config.directory().orElseThrow());
        LocalStore store = new LocalStore(new LocalZoneConfig(config.zone(), root, DISK_THREADS));
        directories.add(store);
        return store;
    }

    private static String kind(ZoneConfig config) {
        return config.service().isPresent() ? "S3" : "local";
    }

    /** Of a connection's silence a client may be the cause, so it is borne longer than a client's is. */
    private static S3Limits limits(GatewayConfig config) {
        S3Limits standard = S3Limits.STANDARD;
        Duration silence = config.http().bodyIdleTime().plus(config.guard().answer()).plusSeconds(30);
        return new S3Limits(standard.connect(), silence, config.guard().call(), 2 * config.guard().calls());
    }

    private static BucketDefaults defaults(ReplicationConfig replication) {
        OptionalInt required = replication.requiredReplicas().map(OptionalInt::of).orElse(OptionalInt.empty());
        return replication.enabled()
                ? new BucketDefaults(replication.effectiveAck(), true, replication.minReplicas(), required,
                        replication.verifyUploads(), replication.unmanaged())
                : new BucketDefaults(replication.effectiveAck(), false, 1, OptionalInt.of(1),
                        replication.verifyUploads(), replication.unmanaged());
    }
}
