package dev.s3gateway.server;

import dev.s3gateway.backend.ZoneCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What must hold between zones, and between them and the replication: one sentence for each breach. */
final class ZoneRules {

    private ZoneRules() {}

    static List<String> findings(List<ZoneConfig> zones, ReplicationConfig replication) {
        List<String> findings = new ArrayList<>();
        Set<ZoneCode> seen = new HashSet<>();
        for (ZoneConfig zone : zones) {
            if (!seen.add(zone.zone())) {
                findings.add("two zones have the code " + zone.zone() + "; give each its own");
            }
            try {
                var _ = zone.service();
            } catch (IllegalArgumentException e) {
                findings.add(zone.words() + ": " + e.getMessage());
            }
        }
        long enabled = zones.stream().filter(ZoneConfig::takesWrites).count();
        if (enabled == 0) {
            findings.add(zones.stream().anyMatch(ZoneConfig::isEnabled)
                    ? "every zone that is enabled is read-only; let at least one be written to"
                    : "no zone is enabled; enable at least one");
        }
        if (zones.stream().filter(ZoneConfig::isPrimary).count() > 1) {
            findings.add("more than one zone is the primary; leave one");
        }
        if (replication.enabled()) {
            tooMany("min-replicas", replication.minReplicas(), enabled, findings);
            replication.requiredReplicas().ifPresent(n -> tooMany("required-replicas", n, enabled, findings));
        }
        return findings;
    }

    private static void tooMany(String key, int wanted, long enabled, List<String> findings) {
        if (wanted > enabled && enabled > 0) {
            findings.add("replication." + key + " is " + wanted + ", but only " + enabled
                    + " zones are enabled and may be written to; lower it or enable more zones");
        }
    }
}
