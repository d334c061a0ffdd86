package dev.s3gateway.replication.copy;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.Stamp;
import dev.s3gateway.bytes.Sha256;
import dev.s3gateway.ledger.ZoneBucket;
import dev.s3gateway.object.ObjectKey;
import java.nio.charset.StandardCharsets;
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
        return new Locator(bucket.zone(), bucket.name(), name, Optional.empty(), stamp);
    }

    // Ends in the attempt's own identity, so no two clients' keys can ever meet in one name.
    private static String sealed(ObjectKey key, Stamp stamp) {
        String name = key + "!" + stamp.version() + "." + stamp.attempt();
        return name.getBytes(StandardCharsets.UTF_8).length <= ObjectKey.MAX_BYTES
                ? name
                : ".s3gateway/" + Sha256.hex(name);
    }
}
