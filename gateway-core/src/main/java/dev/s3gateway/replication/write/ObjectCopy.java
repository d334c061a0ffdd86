package dev.s3gateway.replication.write;

import dev.s3gateway.ledger.Origin;
import dev.s3gateway.object.ChecksumAlgorithm;
import dev.s3gateway.object.Conditions;
import dev.s3gateway.object.Metadata;
import dev.s3gateway.object.ObjectRef;
import java.util.Optional;

/**
 * The wish for a copy of an object.
 *
 * @param metadata of the copy; empty: that of the source
 * @param checksum what the copy shall have instead of the checksums of the source
 * @param conditions on what lies at the target
 */
public record ObjectCopy(ObjectRef source, Conditions sourceConditions, ObjectRef target, Optional<Metadata> metadata,
        Optional<ChecksumAlgorithm> checksum, Conditions conditions, Origin origin) {}
