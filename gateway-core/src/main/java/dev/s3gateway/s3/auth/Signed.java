package dev.s3gateway.s3.auth;

import dev.s3gateway.access.Caller;
import dev.s3gateway.object.Checksum;
import dev.s3gateway.s3.wire.S3Request;
import java.util.List;
import java.util.function.Supplier;

/**
 * A request whose sender is known.
 *
 * @param request the same request with another body: unframed, of the decoded length, and checking itself while it is
 *        read. What does not match (payload hash, chunk signatures, trailer, Content-MD5, checksums, length) is
 *        signalled as a {@link dev.s3gateway.failure.Failure} in place of the completion, so whoever stores the bytes
 *        must hold the tail back until the body has completed
 * @param checksums the whole-object checksums that the client sent in header or trailer, verified; to be asked after
 *        the body has completed
 */
public record Signed(Caller caller, S3Request request, Supplier<List<Checksum>> checksums) {}
