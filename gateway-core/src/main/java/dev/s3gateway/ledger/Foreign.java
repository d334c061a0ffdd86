package dev.s3gateway.ledger;

import dev.s3gateway.object.ETag;
import java.util.Optional;

/**
 * What a change meets at a key that the ledger has never heard of. Where objects that are not ours are served, a delete
 * of such a key leaves its tombstone all the same, and conditions are held against what lies in the zones.
 *
 * @param etag of what lies there; looked for only where it matters
 */
public record Foreign(boolean served, Optional<ETag> etag) {

    public static final Foreign NOTHING = new Foreign(false, Optional.empty());

    public static Foreign served(Optional<ETag> etag) {
        return new Foreign(true, etag);
    }
}
