package dev.s3gateway.s3.op;

import dev.s3gateway.access.Caller;
import dev.s3gateway.ledger.Origin;
import dev.s3gateway.s3.payload.CheckedPayload;
import dev.s3gateway.s3.wire.S3Request;

/**
 * A request whose sender is known, as an operation gets it.
 *
 * @param payload the request's body, and what becomes known of it by the time that it has completed
 */
public record Call(S3Request request, Caller caller, CheckedPayload payload) {

    Origin origin() {
        return new Origin(request.id(), caller.user(), request.sourceIp());
    }
}
