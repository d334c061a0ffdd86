package dev.s3gateway.backend;

import java.util.Optional;

/** A zone as configured, with the store that reaches it. {@code endpoint} is what operators may see, without secrets. */
public record Zone(ZoneCode code, String name, String provider, String region, Optional<String> endpoint,
        boolean primary, boolean enabled, ObjectStore store) {}
