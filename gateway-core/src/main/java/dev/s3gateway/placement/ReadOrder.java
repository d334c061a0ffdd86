package dev.s3gateway.placement;

import dev.s3gateway.backend.Zone;
import dev.s3gateway.backend.ZoneCode;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** In which order zones are asked for an object: the primary first, then the preferred ones, then by latency;
 * open circuits last of all. */
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
                .map(zone -> seen(zone, rank(topology.defaults().preferred(), zone)))
                .sorted(Seen.BEST_FIRST)
                .map(Seen::zone)
                .toList();
    }

    // Health is looked at once per zone: it may change while the list is being sorted.
    private Seen seen(Zone zone, int rank) {
        return new Seen(zone, health.usable(zone.code()), rank, health.latency(zone.code()));
    }

    /** The primary is before all, and what nobody prefers is behind what somebody does. */
    private static int rank(List<ZoneCode> preferred, Zone zone) {
        int place = preferred.indexOf(zone.code());
        return zone.primary() ? -1 : place < 0 ? preferred.size() : place;
    }

    private record Seen(Zone zone, boolean usable, int rank, Duration latency) {
        static final Comparator<Seen> BEST_FIRST = Comparator.comparing(Seen::usable)
                .reversed()
                .thenComparingInt(Seen::rank)
                .thenComparing(Seen::latency);
    }
}
