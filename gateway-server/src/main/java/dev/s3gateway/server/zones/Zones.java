package dev.s3gateway.server.zones;

import dev.s3gateway.server.settings.GatewayConfig;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.backend.direct.DataPath;
import dev.s3gateway.backend.guard.StoreMetrics;
import dev.s3gateway.config.ConfigProblem;
import dev.s3gateway.job.Job;
import dev.s3gateway.job.Step;
import dev.s3gateway.lifecycle.Background;
import dev.s3gateway.lifecycle.Component;
import dev.s3gateway.placement.Topology;
import dev.s3gateway.placement.ZoneHealth;
import dev.s3gateway.replication.marker.Recognition;
import dev.s3gateway.server.http.EventLoops;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The zones that are in use: the only place that knows, and the only one that changes. Everybody else asks it for the
 * {@link #topology} once per request. A line that no configuration asks for any more is closed when it has rested: a
 * request that began before the change may still need it.
 */
public final class Zones implements Component {

    private static final Logger LOG = LoggerFactory.getLogger(Zones.class);
    private static final int AT_ONCE = 16;
    private static final Step LATER = new Step.Idle(Duration.ofSeconds(1));
    private static final Step MUCH_LATER = new Step.Idle(Duration.ofSeconds(3));

    private final Path data;
    private final Duration rest;
    private final ZoneLines lines;
    private final RetiredLines retired = new RetiredLines();
    private final Acquaintance acquaintance;
    private volatile ZoneSet current;

    public Zones(GatewayConfig config, Path data, StoreMetrics metrics, EventLoops loops, Background background,
            Recognizing recognizing) {
        this.acquaintance = new Acquaintance(recognizing);
        this.data = data;
        this.rest = config.guard().retire();
        this.lines = new ZoneLines(config, metrics, loops, background);
        this.current = ZoneSet.of(config, data, lines::to);
        if (config.zones().stream().anyMatch(zone -> zone.metaBucket().isPresent())) {
            LOG.info("metaBucket is accepted and not used: policies and lists are kept in the database");
        }
    }

    public Topology topology() {
        return current.topology();
    }

    /** Who carries the objects of an S3 zone. */
    public Optional<DataPath.InUse> dataPath(ZoneCode zone) {
        return lines.dataPath(zone);
    }

    /** What the circuits know, and whether the zone is the one that it is called. */
    public ZoneHealth health() {
        return new ZoneHealth() {
            @Override
            public boolean usable(ZoneCode zone) {
                return current.line(zone)
                        .filter(line -> !line.isOpen() && acquaintance.knows(line))
                        .isPresent();
            }

            @Override
            public Duration latency(ZoneCode zone) {
                return current.line(zone).flatMap(ZoneLine::latency).orElse(Duration.ZERO);
            }

            @Override
            public Set<String> full(ZoneCode zone) {
                return current.line(zone).map(ZoneLine::full).orElse(Set.of());
            }
        };
    }

    @Override
    public String name() {
        return "zones";
    }

    /** Fails with a {@link ConfigProblem} where a zone is another's. */
    @Override
    public Mono<Void> start() {
        return Flux.fromIterable(current.enabled())
                .flatMap(ZoneLine::prepared, AT_ONCE)
                .then(Mono.defer(() -> acquaintance.lookAt(current)))
                .flatMap(found -> refused(Acquaintance.refusals(found))
                        .then(Mono.fromRunnable(() -> acquaintance.keep(current, found))))
                .then(Mono.defer(() -> watched(current)))
                // Whoever starts us stops only what had started.
                .onErrorResume(refused -> stop().then(Mono.error(refused)));
    }

    private static Mono<Void> refused(List<String> findings) {
        return findings.isEmpty() ? Mono.empty() : Mono.error(new ConfigProblem(findings));
    }

    /**
     * From now on these zones, for requests that begin from now on; one call at a time. Fails with a
     * {@link ConfigProblem}, and nothing has changed, where one of them cannot be used.
     */
    public Mono<Void> change(GatewayConfig next) {
        return Mono.defer(() -> {
            List<ZoneLine> revived = new ArrayList<>();
            List<ZoneLine> fresh = new ArrayList<>();
            ZoneSet wanted = ZoneSet.of(next, data, way -> current.to(way)
                    .or(() -> added(revived, retired.taken(way)))
                    .or(() -> added(fresh, Optional.of(lines.to(way))))
                    .orElseThrow());
            return ready(wanted).then(Mono.defer(() -> recognized(wanted))).onErrorResume(refused -> {
                retired.add(revived);
                return closed(fresh).then(Mono.error(refused));
            }).flatMap(found -> inUse(wanted, found));
        });
    }

    private static Optional<ZoneLine> added(List<ZoneLine> some, Optional<ZoneLine> line) {
        line.ifPresent(some::add);
        return line;
    }

    /** All that is wrong with any of them, in one answer. */
    private static Mono<Void> ready(ZoneSet wanted) {
        return Flux.fromIterable(wanted.enabled())
                .flatMap(line -> line.prepared()
                        .cast(String.class)
                        .onErrorResume(failure -> Mono.just("the " + line.name() + ": " + failure.getMessage())),
                        AT_ONCE)
                .collectSortedList()
                .flatMap(Zones::refused);
    }

    private Mono<Map<ZoneCode, Recognition>> recognized(ZoneSet wanted) {
        return acquaintance.lookAtAsPossible(wanted)
                .flatMap(found -> refused(Acquaintance.refusals(found))
                        .then(Mono.defer(() -> refused(acquaintance.objections(wanted, found))))
                        .thenReturn(found));
    }

    private Mono<Void> inUse(ZoneSet wanted, Map<ZoneCode, Recognition> found) {
        ZoneSet before = current;
        acquaintance.keep(wanted, found);
        current = wanted;
        retired.add(before.lines().values().stream().filter(line -> !wanted.lines().containsValue(line)).toList());
        List<ZoneLine> unwatched = before.enabled().stream().filter(line -> !wanted.enabled().contains(line)).toList();
        return Flux.fromIterable(unwatched).flatMap(ZoneLine::stop, AT_ONCE).then(watched(wanted));
    }

    private static Mono<Void> watched(ZoneSet zones) {
        return Flux.fromIterable(zones.enabled()).concatMap(ZoneLine::start).then();
    }

    /** Closes what was replaced, once nothing has happened there for long enough. */
    public Job retirement() {
        return new Job() {
            @Override
            public String name() {
                return "retire zones";
            }

            @Override
            public Mono<Step> step() {
                return Mono.defer(() -> {
                    List<ZoneLine> over = retired.rested(rest);
                    over.forEach(line -> LOG.info("{} is not reached in its former way any more", line.name()));
                    return closed(over);
                }).thenReturn(LATER);
            }
        };
    }

    /** Has those recognized that could not be at first. */
    public Job recognition() {
        return new Job() {
            @Override
            public String name() {
                return "recognize zones";
            }

            @Override
            public Mono<Step> step() {
                return Mono.defer(() -> acquaintance.lookAgain(current)).map(more -> more ? MUCH_LATER : LATER);
            }
        };
    }

    private static Mono<Void> closed(List<ZoneLine> some) {
        return Flux.fromIterable(some).flatMap(ZoneLine::close, AT_ONCE).then();
    }

    @Override
    public Mono<Void> stop() {
        return Mono.defer(() -> closed(List.copyOf(current.lines().values())))
                .then(Mono.defer(() -> closed(retired.rested(Duration.ZERO))))
                .then(Mono.<Void>fromRunnable(lines::close).subscribeOn(Schedulers.boundedElastic()));
    }
}
