package dev.s3gateway.placement;

import dev.s3gateway.backend.Zone;
import dev.s3gateway.backend.ZoneCode;
import java.util.List;

/**
 * Where one write goes: its target zones, the primary first, and how many verified copies make it true.
 *
 * @param zones every zone that shall hold a copy in the end, enabled ones only
 * @param minReplicas W: verified copies needed before an answer of success
 * @param requiredReplicas copies that a version shall have in the end; at least {@code minReplicas}
 * @param verify whether W counts only copies whose digest the zone confirmed
 * @param digest whether the MD5 may be left to the zones
 */
public record Placement(List<Zone> zones, Ack ack, int minReplicas, int requiredReplicas, boolean verify,
        Digesting digest) {

    public Placement {
        zones = List.copyOf(zones);
        if (minReplicas < 1 || requiredReplicas < minReplicas) {
            throw new IllegalArgumentException("min-replicas must be at least 1 and at most required-replicas, but are "
                    + minReplicas + " and " + requiredReplicas);
        }
    }

    /** W of one write: with {@link Ack#PRIMARY} one copy is enough, the others follow by tasks. */
    public int needed() {
        return ack == Ack.PRIMARY ? 1 : minReplicas;
    }

    public List<ZoneCode> codes() {
        return zones.stream().map(Zone::code).toList();
    }
}
