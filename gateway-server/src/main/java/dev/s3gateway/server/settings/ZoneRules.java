package dev.s3gateway.server.settings;

import com.typesafe.config.Config;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.config.Place;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What must hold between zones, and between them and the replication: one sentence for each breach. */
public record ZoneRules(Config resolved) {

    List<String> findings(List<ZoneConfig> zones, ReplicationConfig replication) {
        List<String> findings = new ArrayList<>();
        Set<ZoneCode> seen = new HashSet<>();
        int primaries = 0;
        for (int i = 0; i < zones.size(); i++) {
            ZoneConfig zone = zones.get(i);
            if (!seen.add(zone.zone())) {
                findings.add(place(i) + "two zones have the code " + zone.zone() + "; give each its own");
            }
            if (zone.isPrimary() && ++primaries == 2) {
                findings.add(place(i) + "more than one zone is the primary; leave one");
            }
            unusable(zone, place(i)).ifPresent(findings::add);
        }
        long enabled = zones.stream().filter(ZoneConfig::takesWrites).count();
        if (enabled == 0) {
            findings.add(place("zones") + (zones.stream().anyMatch(ZoneConfig::isEnabled)
                    ? "every zone that is enabled is read-only; let at least one be written to"
                    : "no zone is enabled; enable at least one"));
        }
        if (replication.enabled()) {
            tooMany("replication.min-replicas", replication.minReplicas(), enabled, findings);
            replication.requiredReplicas()
                    .ifPresent(n -> tooMany("replication.required-replicas", n, enabled, findings));
        }
        replication.preferredZones()
                .stream()
                .filter(code -> zones.stream().noneMatch(zone -> zone.zone().value().equals(code)))
                .forEach(
                        code -> findings.add(place("replication.preferred-zones") + "replication.preferred-zones names "
                                + code + ", but no zone has this code"));
        return findings;
    }

    private static Optional<String> unusable(ZoneConfig zone, String place) {
        try {
            var _ = zone.service();
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(place + zone.words() + ": " + e.getMessage());
        }
    }

    private void tooMany(String key, int wanted, long enabled, List<String> findings) {
        if (wanted > enabled && enabled > 0) {
            findings.add(place(key) + key + " is " + wanted + ", but only " + enabled
                    + " zones are enabled and may be written to; lower it or enable more zones");
        }
    }

    private String place(int zone) {
        return Place.of(resolved.getList("zones").get(zone)) + ": ";
    }

    private String place(String key) {
        return Place.of(resolved.getValue(key)) + ": ";
    }
}
