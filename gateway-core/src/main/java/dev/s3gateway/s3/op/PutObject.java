package dev.s3gateway.s3.op;

import dev.s3gateway.access.Caller;
import dev.s3gateway.access.Permission;
import dev.s3gateway.failure.Failure.Fault;
import dev.s3gateway.failure.Failure.Malformed;
import dev.s3gateway.ledger.Content;
import dev.s3gateway.replication.write.Put;
import dev.s3gateway.replication.write.Writer;
import dev.s3gateway.replication.write.Written;
import dev.s3gateway.s3.wire.Query;
import dev.s3gateway.s3.wire.Route;
import dev.s3gateway.s3.wire.S3Request;
import dev.s3gateway.s3.wire.S3Response;
import dev.s3gateway.s3.wire.Scope;
import java.util.List;
import reactor.core.publisher.Mono;

final class PutObject implements Operation<Put, Written> {

    /** 5 GiB: larger objects are uploaded in parts. */
    private static final long MAX_BYTES = 5L << 30;

    private final Writer writer;

    PutObject(Writer writer) {
        this.writer = writer;
    }

    @Override
    public Route route() {
        return Route.put(Scope.KEY);
    }

    @Override
    public Put parse(Call call) {
        S3Request request = call.request();
        requireNoVersionOrPart(request.query());
        requireLength(request);
        return new Put(request.object(), ObjectMetadata.of(request.headers()),
                ConditionHeaders.ofWrite(request.headers()), call.payload().digests(), call.payload().checksums(),
                call.origin());
    }

    @Override
    public List<Permission> permissions(Put put) {
        return List.of(Permission.write(put.target()));
    }

    @Override
    public Mono<Written> handle(Caller caller, Put put) {
        return writer.write(put);
    }

    @Override
    public boolean goesById() {
        return true;
    }

    @Override
    public S3Response render(Written written) {
        Content content = written.version().content();
        return S3Response.ok()
                .with("ETag", content.etag().quoted())
                .with(VersionHeaders.ofChecksums(content.checksums()))
                .with(Replicas.headers(written.zones(), written.complete()));
    }

    static void requireNoVersionOrPart(Query query) {
        if (query.has("versionId")) {
            throw Arguments.invalid("This operation does not accept a version-id.");
        }
        // A part whose upload id was lost must not become the object.
        if (query.has("partNumber")) {
            throw Arguments.invalid("This operation does not accept a part number without an upload id.");
        }
    }

    static void requireLength(S3Request request) {
        long length = request.body()
                .length()
                .orElseThrow(() -> new Malformed(Fault.MISSING_CONTENT_LENGTH,
                        "You must provide the Content-Length HTTP header."));
        if (length > MAX_BYTES) {
            throw new Malformed(Fault.ENTITY_TOO_LARGE,
                    "Your proposed upload exceeds the maximum allowed object size.");
        }
    }
}
