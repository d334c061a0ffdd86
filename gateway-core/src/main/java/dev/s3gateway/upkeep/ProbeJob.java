package dev.s3gateway.upkeep;

import dev.s3gateway.backend.Answer;
import dev.s3gateway.backend.Capabilities;
import dev.s3gateway.backend.Layout;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.Traits;
import dev.s3gateway.backend.Zone;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.backend.probe.Probe;
import dev.s3gateway.job.Job;
import dev.s3gateway.job.Step;
import dev.s3gateway.ledger.Probes;
import dev.s3gateway.ledger.ZoneBucket;
import dev.s3gateway.placement.Topology;
import dev.s3gateway.placement.ZoneHealth;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Probes every zone bucket soon after it was made, and then once a week (protocol.md §6). */
public final class ProbeJob implements Job {

    private static final Logger LOG = LoggerFactory.getLogger(ProbeJob.class);
    private static final Duration CLAIM = Duration.ofMinutes(15);
    private static final Duration WEEK = Duration.ofDays(7);
    /** A provider may need minutes until it does what it has promised. */
    private static final Duration MINUTES = Duration.ofMinutes(5);
    private static final Step NOTHING_DUE = new Step.Idle(Duration.ofSeconds(5));

    private final Probes probes;
    private final Probe probe;
    private final Supplier<Topology> topology;
    private final ZoneHealth health;

    public ProbeJob(Probes probes, Probe probe, Supplier<Topology> topology, ZoneHealth health) {
        this.probes = probes;
        this.probe = probe;
        this.topology = topology;
        this.health = health;
    }

    @Override
    public String name() {
        return "probe";
    }

    @Override
    public Mono<Step> step() {
        return Mono.defer(() -> probes.claim(away(), 1, CLAIM))
                .flatMap(due -> due.isEmpty()
                        ? Mono.just(NOTHING_DUE)
                        : probed(due.getFirst()).thenReturn(new Step.Worked()));
    }

    private Mono<Void> probed(Probes.Due due) {
        return zone(due.there().zone())
                .map(zone -> probe.full(zone.store(), zone.code(), due.there().name())
                        .doOnNext(found -> tell(zone, due.there(), found))
                        .flatMap(found -> probes.keep(due.bucket(), zone.code(), found, next(found)))
                        // Away, or without the bucket: the claim lapses, and it is tried again.
                        .onErrorResume(StoreFailure.class, failure -> untold(due.there(), failure)))
                .orElseGet(Mono::empty);
    }

    private static Mono<Void> untold(ZoneBucket there, StoreFailure failure) {
        LOG.debug("the bucket {} of zone {} could not be probed: {}", there.name(), there.zone(), failure.toString());
        return Mono.empty();
    }

    private static Duration next(Capabilities found) {
        return found.enabled() && found.layout() == Layout.SEALED ? MINUTES : WEEK;
    }

    /** Once, and again when it has changed: what an operator should know without having asked. */
    private static void tell(Zone zone, ZoneBucket there, Capabilities found) {
        Traits traits = Traits.of(found);
        if (traits.equals(there.traits())) {
            return;
        }
        String lacks = found.answers()
                .entrySet()
                .stream()
                .filter(entry -> entry.getValue().verdict() == Answer.Verdict.NO)
                .map(entry -> entry.getKey().label() + " (" + entry.getValue().detail() + ")")
                .collect(Collectors.joining(", "));
        LOG.info("zone {}: the bucket {} is used {}; it lacks: {}", zone.code(), there.name(),
                traits.layout() == Layout.NATURAL ? "under the objects' own names" : "under a name for each write",
                lacks.isEmpty() ? "nothing" : lacks);
        if (!zone.takes(traits)) {
            LOG.warn("zone {}: nothing is written to the bucket {} until accept-settings names what was found: {}",
                    zone.code(), there.name(), found.concerns()
                            .stream()
                            .map(concern -> concern.kind().label() + " (" + concern.detail() + ")")
                            .collect(Collectors.joining(", ")));
        }
    }

    private Optional<Zone> zone(ZoneCode code) {
        return topology.get().zones().stream().filter(zone -> zone.code().equals(code)).findFirst();
    }

    private Set<ZoneCode> away() {
        return topology.get()
                .zones()
                .stream()
                .filter(zone -> !zone.enabled() || zone.readOnly() || !health.usable(zone.code()))
                .map(Zone::code)
                .collect(Collectors.toUnmodifiableSet());
    }
}
