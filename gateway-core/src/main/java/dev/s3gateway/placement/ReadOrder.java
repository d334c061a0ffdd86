package dev.s3gateway.placement;

import dev.s3gateway.backend.Zone;
import dev.s3gateway.backend.ZoneCode;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** In which order zones are asked for an object: the primary first, then by latency; open circuits last of all. */
public final class ReadOrder {

    private final ZoneHealth health;

    public ReadOrder(ZoneHealth health) {
        this.health = health;
    }

    /** The zones of {@code holders} that may be used, best first. */
    public List<Zone> of(Topology topology, Collection<ZoneCode> holders) {
        return topology.enabled()
                .stream()
                .filter(zone -> holders.contains(zone.code()))
                .map(this::seen)
                .sorted(Seen.BEST_FIRST)
                .map(Seen::zone)
                .toList();
    }

    // Health is looked at once per zone: it may change while the list is being sorted.
    private Seen seen(Zone zone) {
        return new Seen(zone, health.usable(zone.code()), health.latency(zone.code()));
    }

    private record Seen(Zone zone, boolean usable, Duration latency) {
        static final Comparator<Seen> BEST_FIRST = Comparator.comparing(Seen::usable)
                .reversed()
                .thenComparing(seen -> !seen.zone.primary())
                .thenComparing(Seen::latency);
    }
}
