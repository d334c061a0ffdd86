package dev.s3gateway.placement;

import dev.s3gateway.backend.Zone;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.object.BucketName;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The zones as configured, and which of them a bucket's objects go to. Unchanging: a reload makes another one, so
 * whoever needs it holds a supplier and asks once per request.
 */
public record Topology(List<Zone> zones, BucketDefaults defaults) {

    public Topology {
        Set<ZoneCode> seen = new HashSet<>();
        for (Zone zone : zones) {
            if (!seen.add(zone.code())) {
                throw new IllegalArgumentException("two zones have the code " + zone.code());
            }
        }
        // The sort is stable: behind the primary, zones stay in the order of the configuration.
        zones = zones.stream().sorted(Comparator.comparing(Zone::primary).reversed()).toList();
    }

    /** Where the objects of a bucket go. */
    public Placement of(BucketName bucket) {
        List<Zone> targets = enabled().stream().filter(zone -> !zone.readOnly()).toList();
        if (!defaults.replicate()) {
            targets = targets.subList(0, Math.min(1, targets.size()));
        }
        int least = defaults.minReplicas();
        int required = defaults.requiredReplicas().orElse(Math.max(least, targets.size()));
        return new Placement(targets, defaults.ack(), least, required, defaults.verify(), defaults.digest());
    }

    /** A zone that may be used, by its code; empty where it is disabled or not configured any more. */
    public Optional<Zone> zone(ZoneCode code) {
        return zones.stream().filter(zone -> zone.enabled() && zone.code().equals(code)).findFirst();
    }

    /** What decides where copies belong, as a text: two topologies of one placement want the same of every version. */
    public String placement() {
        return zones.stream()
                .filter(zone -> zone.enabled() && !zone.readOnly())
                .map(zone -> zone.code().value() + (zone.primary() ? "*" : ""))
                .sorted()
                .collect(Collectors.joining(",", "", defaults.replicate() ? "" : " primary only"))
                + " required " + defaults.requiredReplicas().orElse(0) + " least " + defaults.minReplicas();
    }

    /** Whether some zone lies in a region of this name. */
    public boolean names(String region) {
        return zones.stream().anyMatch(zone -> zone.region().equals(region));
    }

    public List<Zone> enabled() {
        return zones.stream().filter(Zone::enabled).toList();
    }
}
