package dev.s3gateway.backend;

import java.util.Optional;

/**
 * The exact address of one copy. Provisional while the zone has not named its version: then the bytes, if they ever
 * landed, are the version of that key that bears the stamp. A locator is written to once, by one attempt.
 */
public record Locator(ZoneCode zone, String bucket, String key, Optional<String> zoneVersion, Stamp stamp) {

    public boolean isProvisional() {
        return zoneVersion.isEmpty();
    }

    public Locator withZoneVersion(String version) {
        return new Locator(zone, bucket, key, Optional.of(version), stamp);
    }
}
