package dev.s3gateway.replication.copy;

import dev.s3gateway.backend.KeyRules;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.OwnKeys;
import dev.s3gateway.backend.Stamp;
import dev.s3gateway.bytes.Sha256;
import dev.s3gateway.ledger.ZoneBucket;
import dev.s3gateway.object.ObjectKey;
import java.util.Optional;

/** Mints the addresses of copies: each for one attempt, none ever twice. */
public final class Locators {

    private Locators() {}

    /** Where the bytes of this attempt will lie; the zone may name its version of it later. */
    public static Locator planned(ZoneBucket bucket, ObjectKey key, Stamp stamp) {
        String name = switch (bucket.layout()) {
            case NATURAL -> key.value();
            case SEALED -> sealed(key, stamp);
        };
        return isSafe(name, bucket.traits().keys())
                ? new Locator(bucket.zone(), bucket.name(), name, Optional.empty(), stamp)
                : hidden(bucket, key, stamp);
    }

    /** The same under a name that any zone can keep, and that tells nothing. */
    public static Locator hidden(ZoneBucket bucket, ObjectKey key, Stamp stamp) {
        return new Locator(bucket.zone(), bucket.name(), OwnKeys.PREFIX + Sha256.hex(sealed(key, stamp)),
                Optional.empty(),
                stamp);
    }

    /** Whether no other attempt, and nobody else, ever uses this name. */
    public static boolean isOneAttempts(Locator place) {
        return place.key().startsWith(OwnKeys.PREFIX) || place.key().endsWith(identity(place.stamp()));
    }

    /** What a client puts among our own names must not be taken for one of them. */
    private static boolean isSafe(String name, KeyRules rules) {
        return rules.allow(name) && !name.startsWith(OwnKeys.PREFIX);
    }

    // Ends in the attempt's own identity, so no two clients' keys can ever meet in one name.
    private static String sealed(ObjectKey key, Stamp stamp) {
        return key + identity(stamp);
    }

    private static String identity(Stamp stamp) {
        return "!" + stamp.version() + "." + stamp.attempt();
    }
}
