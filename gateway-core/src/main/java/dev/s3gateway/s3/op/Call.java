package dev.s3gateway.s3.op;

import dev.s3gateway.access.Caller;
import dev.s3gateway.ledger.Origin;
import dev.s3gateway.object.Checksum;
import dev.s3gateway.s3.wire.S3Request;
import java.util.List;
import java.util.function.Supplier;

/**
 * A request whose sender is known, as an operation gets it.
 *
 * @param checksums the whole-object checksums that came with the body; to be asked after the body has been read
 */
public record Call(S3Request request, Caller caller, Supplier<List<Checksum>> checksums) {

    Origin origin() {
        return new Origin(request.id(), caller.user(), request.sourceIp());
    }
}
