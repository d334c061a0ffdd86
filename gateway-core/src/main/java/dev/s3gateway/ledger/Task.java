package dev.s3gateway.ledger;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.object.VersionId;
import java.util.Optional;

/**
 * A piece of upkeep, claimed for a while by one worker. {@code epoch} fences it: after the claim has lapsed and another
 * took it, {@link Tasks#done} and {@link Tasks#retry} of the first change nothing.
 */
public record Task(long id, long epoch, Kind kind, ZoneCode zone, BucketId bucket, Optional<VersionId> version,
        Optional<Locator> locator, int tries) {

    public enum Kind {
        /** Bring a copy of the version into the zone. */
        COPY,
        /** Remove what lies at the locator. */
        PURGE,
        /** Look whether the copy at the locator is what the ledger says; mark it COMPLETE again, or CORRUPT and owed. */
        VERIFY,
        /** Give up the upload in parts that the zone may have open for the locator. */
        ABORT_UPLOAD,
        /** Make the bucket in the zone. */
        MAKE_BUCKET,
        /** Remove the bucket in the zone, when it is empty and still belongs to this deleted bucket. */
        DROP_BUCKET
    }
}
