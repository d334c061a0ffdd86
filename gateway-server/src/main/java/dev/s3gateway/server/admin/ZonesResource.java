package dev.s3gateway.server.admin;

import dev.s3gateway.backend.Zone;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.ledger.Holdings;
import dev.s3gateway.placement.ZoneHealth;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/**
 * {@code GET /api/zones}: every zone that is configured, and those that are not any more while the ledger still knows
 * something to lie there: they are {@code absent}.
 */
public final class ZonesResource implements Resource {

    private final Supplier<List<Zone>> zones;
    private final ZoneHealth health;
    private final Holdings holdings;

    public ZonesResource(Supplier<List<Zone>> zones, ZoneHealth health, Holdings holdings) {
        this.zones = zones;
        this.health = health;
        this.holdings = holdings;
    }

    record ZoneState(String zoneCode, String state, Optional<String> name, Optional<String> provider,
            Optional<String> region, Optional<String> endpoint, boolean isPrimary, boolean usable, long latencyMs,
            Set<String> fullBuckets) {

        static ZoneState absent(ZoneCode zone) {
            return new ZoneState(zone.value(), "absent", Optional.empty(), Optional.empty(), Optional.empty(),
                    Optional.empty(), false, false, 0, Set.of());
        }
    }

    record Zones(List<ZoneState> zones, int count) {}

    @Override
    public List<String> path() {
        return List.of("api", "zones");
    }

    @Override
    public Mono<AdminAnswer> answer(AdminCall call) {
        call.allowing();
        return holdings.zones().map(this::listed).map(AdminAnswer::ok);
    }

    private Zones listed(Set<ZoneCode> known) {
        List<Zone> configured = zones.get();
        Set<ZoneCode> present = configured.stream().map(Zone::code).collect(Collectors.toSet());
        Stream<ZoneState> absent = known.stream()
                .filter(zone -> !present.contains(zone))
                .sorted()
                .map(ZoneState::absent);
        List<ZoneState> all = Stream.concat(configured.stream().map(this::state), absent).toList();
        return new Zones(all, all.size());
    }

    private ZoneState state(Zone zone) {
        String state = !zone.enabled() ? "disabled" : zone.readOnly() ? "read-only" : "enabled";
        return new ZoneState(zone.code().value(), state, Optional.of(zone.name()), Optional.of(zone.provider()),
                Optional.of(zone.region()), zone.endpoint(), zone.primary(), health.usable(zone.code()),
                health.latency(zone.code()).toMillis(), new TreeSet<>(health.full(zone.code())));
    }
}
