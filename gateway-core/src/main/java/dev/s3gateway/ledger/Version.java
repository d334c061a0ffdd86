package dev.s3gateway.ledger;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.object.ObjectRef;
import dev.s3gateway.object.VersionId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A committed state of a key. {@code sequence} orders the versions of one key; no clock does. */
public record Version(VersionId id, BucketId bucket, ObjectRef object, long sequence, Content content,
        Instant lastModified, int requiredCopies, List<Copy> copies) {

    public Version {
        copies = List.copyOf(copies);
    }

    /** Whether the ledger knows it; what others put into zones has no place in its order. */
    public boolean isManaged() {
        return sequence > 0;
    }

    public List<Copy> completeCopies() {
        return copies.stream().filter(Copy::isComplete).toList();
    }

    /** Where a zone has it whole. */
    public Optional<Locator> completeIn(ZoneCode zone) {
        return copies.stream()
                .filter(copy -> copy.isComplete() && copy.zone().equals(zone))
                .map(Copy::locator)
                .findFirst();
    }
}
