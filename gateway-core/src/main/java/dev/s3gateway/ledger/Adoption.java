package dev.s3gateway.ledger;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.object.ObjectRef;
import dev.s3gateway.object.VersionId;
import java.time.Instant;
import java.util.List;

/**
 * Makes objects that somebody else put into zones the first version of a key.
 *
 * @param lastModified the zone's: to those who compare times it stays the same object
 * @param complete where it lies, read and found to be what the content says
 * @param owed zones that must get a copy by a task
 */
public record Adoption(VersionId version, BucketId bucket, ObjectRef object, Content content, Instant lastModified,
        int requiredCopies, List<Locator> complete, List<ZoneCode> owed, Origin origin) {

    public enum Result {
        ADOPTED,
        /** The key has a history of its own by now, if only that it was deleted. */
        KNOWN, BUCKET_GONE, LEASE_LOST
    }

    public Adoption {
        complete = List.copyOf(complete);
        owed = List.copyOf(owed);
    }
}
