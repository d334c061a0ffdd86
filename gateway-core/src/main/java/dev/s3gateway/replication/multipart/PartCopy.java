package dev.s3gateway.replication.multipart;

import dev.s3gateway.object.ByteRange;
import dev.s3gateway.object.Conditions;
import dev.s3gateway.object.ObjectRef;
import java.util.Optional;

/**
 * The wish for a part that is made of an object.
 *
 * @param range all of it must exist; empty for the whole object
 */
public record PartCopy(UploadRef upload, int number, ObjectRef source, Conditions conditions,
        Optional<ByteRange.Resolved> range) {}
