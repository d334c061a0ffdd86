package dev.s3gateway.backend;

import dev.s3gateway.object.ETag;
import java.util.Optional;

/**
 * The exact address of one copy. Provisional while the zone has not named its version: then the bytes, if they ever
 * landed, are the version of that key that bears the stamp. A locator is written to once, by one attempt.
 *
 * <p>Of an object that somebody else put into a bucket without versions, its entity tag in quotes stands in the version's
 * place: it is that object only while it has this tag.
 */
public record Locator(ZoneCode zone, String bucket, String key, Optional<String> zoneVersion, Stamp stamp) {

    /** What stands for the version of an object that is known by its tag alone. */
    public static String pin(ETag tag) {
        return tag.quoted();
    }

    /** The tag that the object must still have. */
    public Optional<ETag> tag() {
        return zoneVersion.filter(Locator::isPin).map(ETag::parse);
    }

    /** The zone's own version. */
    public Optional<String> version() {
        return zoneVersion.filter(version -> !isPin(version));
    }

    // No service has quotes in its version ids: they stand in the queries of links.
    private static boolean isPin(String version) {
        return version.startsWith("\"");
    }

    public boolean isProvisional() {
        return zoneVersion.isEmpty();
    }

    public Locator withZoneVersion(String version) {
        return new Locator(zone, bucket, key, Optional.of(version), stamp);
    }
}
