package dev.s3gateway.backend;

import java.util.Optional;

/**
 * A zone as configured, with the store that reaches it.
 *
 * @param endpoint what operators may see, without secrets
 * @param readOnly what lies there may be read, but nothing is ever written there
 * @param naming what it calls the buckets of our clients
 */
public record Zone(ZoneCode code, String name, String provider, String region, Optional<String> endpoint,
        boolean primary, boolean enabled, boolean readOnly, BucketNaming naming, ObjectStore store) {

    /** One that is written to, and calls buckets as clients do. */
    public Zone(ZoneCode code, String name, String provider, String region, Optional<String> endpoint,
            boolean primary, boolean enabled, ObjectStore store) {
        this(code, name, provider, region, endpoint, primary, enabled, false, BucketNaming.SAME, store);
    }
}
