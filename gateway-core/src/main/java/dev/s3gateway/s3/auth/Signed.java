package dev.s3gateway.s3.auth;

import dev.s3gateway.access.Caller;
import dev.s3gateway.s3.payload.CheckedPayload;
import dev.s3gateway.s3.wire.S3Request;

/**
 * A request whose sender is known.
 *
 * @param request the same request with another body: unframed, of the decoded length, and checking itself while it is
 *        read. What does not match (payload hash, chunk signatures, trailer, Content-MD5, checksums, length) is
 *        signalled as a {@link dev.s3gateway.failure.Failure} in place of the completion, so whoever stores the bytes
 *        must hold the tail back until the body has completed
 * @param payload that body again, and what becomes known of it by the time that it has completed
 */
public record Signed(Caller caller, S3Request request, CheckedPayload payload) {}
