package dev.s3gateway.ledger;

import dev.s3gateway.object.Metadata;
import dev.s3gateway.object.ObjectRef;
import dev.s3gateway.object.UploadChecksum;
import dev.s3gateway.object.VersionId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An upload in parts. What its object will be is settled at its beginning: metadata, the identity of the version, and
 * the zones that its parts go to.
 *
 * @param owner who began it, and alone goes on with it
 * @param completion what it is to become, once that was asked for
 */
public record Upload(UploadId id, BucketId bucket, ObjectRef object, String owner, VersionId version,
        Metadata metadata, Optional<UploadChecksum> checksum, State state, Instant initiatedAt,
        List<UploadLane> lanes, Optional<Completion> completion) {

    public enum State {
        /** Parts may come. */
        OPEN,
        /** The list of parts is settled; zones may have been told. */
        COMPLETING,
        /** The version was committed. */
        COMPLETED,
        /** Given up; nothing of it will ever be visible. */
        ABORTED
    }

    public Upload {
        lanes = List.copyOf(lanes);
    }
}
