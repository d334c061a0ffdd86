package dev.s3gateway.server.settings;

import dev.s3gateway.backend.Unmanaged;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.placement.Ack;
import dev.s3gateway.placement.Digesting;
import java.util.List;
import java.util.Optional;

/**
 * How many copies, and when a write is answered.
 *
 * @param enabled false: the primary zone only
 * @param requiredReplicas copies that an object shall have in the end; all enabled zones where it is left out
 * @param minReplicas verified copies that a write needs before it is answered with success
 * @param asyncUpload one zone now and the others later: the same as {@code ack = primary}
 * @param verifyUploads whether only copies count whose digest the zone confirmed
 * @param digest whether the MD5 of a body may be left to zones that prove the bytes by themselves
 * @param unmanaged what becomes of objects that others put into the zones
 * @param preferredZones codes of zones that are read from before others, behind the primary
 */
public record ReplicationConfig(boolean enabled, Ack ack, Optional<Integer> requiredReplicas, int minReplicas,
        boolean asyncUpload, boolean verifyUploads, Digesting digest, Unmanaged unmanaged,
        List<String> preferredZones) {

    public ReplicationConfig {
        preferredZones = List.copyOf(preferredZones);
        if (minReplicas < 1) {
            throw new IllegalArgumentException("min-replicas must be at least 1, but is " + minReplicas);
        }
        if (requiredReplicas.isPresent() && requiredReplicas.get() < minReplicas) {
            throw new IllegalArgumentException("required-replicas must be at least min-replicas, " + minReplicas
                    + ", but is " + requiredReplicas.get());
        }
    }

    public List<ZoneCode> preferred() {
        return preferredZones.stream().map(ZoneCode::new).toList();
    }

    public Ack effectiveAck() {
        return asyncUpload ? Ack.PRIMARY : ack;
    }
}
