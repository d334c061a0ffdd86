package dev.s3gateway.replication.copy;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.object.ETag;
import java.util.Optional;

/** A proven copy, and what its zone called the bytes, where that was an MD5. */
public record Copied(Locator locator, Optional<ETag> tag) {

    /** One of bytes whose tag was known before. */
    public static Copied of(Locator locator) {
        return new Copied(locator, Optional.empty());
    }

    /** Whether the zone calls the bytes something else. */
    public boolean contradicts(ETag etag) {
        return tag.filter(said -> !said.equals(etag)).isPresent();
    }
}
