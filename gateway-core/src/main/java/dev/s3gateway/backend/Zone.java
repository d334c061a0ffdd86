package dev.s3gateway.backend;

import java.util.Optional;
import java.util.Set;

/**
 * A zone as configured, with the store that reaches it.
 *
 * @param endpoint what operators may see, without secrets
 * @param readOnly what lies there may be read, but nothing is ever written there
 * @param naming what it calls the buckets of our clients
 * @param accepted rules of the zone's own that its buckets may have, and be written to all the same
 */
public record Zone(ZoneCode code, String name, String provider, String region, Optional<String> endpoint,
        boolean primary, boolean enabled, boolean readOnly, BucketNaming naming, Set<Concern.Kind> accepted,
        ObjectStore store) {

    public Zone {
        accepted = Set.copyOf(accepted);
    }

    /** One that is written to, and calls buckets as clients do. */
    public Zone(ZoneCode code, String name, String provider, String region, Optional<String> endpoint,
            boolean primary, boolean enabled, ObjectStore store) {
        this(code, name, provider, region, endpoint, primary, enabled, false, BucketNaming.SAME, Set.of(), store);
    }

    /** Whether a bucket there may be written to, for all that is known of its rules. */
    public boolean takes(Traits bucket) {
        return accepted.containsAll(bucket.concerns());
    }
}
