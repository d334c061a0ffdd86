package dev.s3gateway.placement;

import dev.s3gateway.backend.Unmanaged;
import dev.s3gateway.backend.ZoneCode;
import java.util.List;
import java.util.OptionalInt;

/**
 * How a bucket is replicated unless it says otherwise.
 *
 * @param replicate false: the primary zone alone is written
 * @param requiredReplicas copies that a version shall have in the end; empty for one in every zone
 * @param verify whether a copy counts only once the zone confirmed its digest
 * @param digest whether the MD5 of a body may be left to the zones
 * @param unmanaged what becomes of objects in its zones that are not ours
 * @param preferred the zones that are read from before others, the best first
 */
public record BucketDefaults(Ack ack, boolean replicate, int minReplicas, OptionalInt requiredReplicas,
        boolean verify, Digesting digest, Unmanaged unmanaged, List<ZoneCode> preferred) {

    /** Every zone, answered when all have settled, one verified copy at least. */
    public static final BucketDefaults STANDARD = new BucketDefaults(Ack.SETTLED, true, 1, OptionalInt.empty(), true,
            Digesting.AUTO, Unmanaged.HIDE, List.of());

    /** Where only what is ours is shown. */
    public BucketDefaults(Ack ack, boolean replicate, int minReplicas, OptionalInt requiredReplicas, boolean verify) {
        this(ack, replicate, minReplicas, requiredReplicas, verify, Digesting.AUTO, Unmanaged.HIDE, List.of());
    }

    public BucketDefaults {
        preferred = List.copyOf(preferred);
        if (minReplicas < 1) {
            throw new IllegalArgumentException("min-replicas must be at least 1, but is " + minReplicas);
        }
        if (requiredReplicas.isPresent() && requiredReplicas.getAsInt() < minReplicas) {
            throw new IllegalArgumentException("required-replicas must be at least min-replicas, but they are "
                    + requiredReplicas.getAsInt() + " and " + minReplicas);
        }
    }

    public BucketDefaults withAck(Ack other) {
        return new BucketDefaults(other, replicate, minReplicas, requiredReplicas, verify, digest, unmanaged,
                preferred);
    }

    public BucketDefaults withMinReplicas(int least) {
        return new BucketDefaults(ack, replicate, least, requiredReplicas, verify, digest, unmanaged, preferred);
    }

    public BucketDefaults with(Unmanaged other) {
        return new BucketDefaults(ack, replicate, minReplicas, requiredReplicas, verify, digest, other, preferred);
    }

    public BucketDefaults with(Digesting other) {
        return new BucketDefaults(ack, replicate, minReplicas, requiredReplicas, verify, other, unmanaged, preferred);
    }

    public BucketDefaults preferring(List<ZoneCode> zones) {
        return new BucketDefaults(ack, replicate, minReplicas, requiredReplicas, verify, digest, unmanaged, zones);
    }
}
