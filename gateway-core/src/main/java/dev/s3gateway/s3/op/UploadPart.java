package dev.s3gateway.s3.op;

import dev.s3gateway.access.Caller;
import dev.s3gateway.access.Permission;
import dev.s3gateway.ledger.UploadedPart;
import dev.s3gateway.replication.multipart.MultipartUploads;
import dev.s3gateway.replication.multipart.PartPut;
import dev.s3gateway.s3.wire.Route;
import dev.s3gateway.s3.wire.S3Request;
import dev.s3gateway.s3.wire.S3Response;
import dev.s3gateway.s3.wire.Scope;
import java.util.List;
import reactor.core.publisher.Mono;

final class UploadPart implements Operation<PartPut, UploadedPart> {

    private final MultipartUploads uploads;

    UploadPart(MultipartUploads uploads) {
        this.uploads = uploads;
    }

    @Override
    public Route route() {
        return Route.put(Scope.KEY).query("partNumber").query("uploadId");
    }

    @Override
    public PartPut parse(Call call) {
        S3Request request = call.request();
        int number = Arguments.partNumber(request.query());
        PutObject.requireLength(request);
        return new PartPut(Arguments.upload(call), number, call.payload().digests(), call.payload().checksums());
    }

    @Override
    public List<Permission> permissions(PartPut put) {
        return List.of(Permission.write(put.upload().object()));
    }

    @Override
    public Mono<UploadedPart> handle(Caller caller, PartPut put) {
        return uploads.part(put);
    }

    @Override
    public S3Response render(UploadedPart part) {
        S3Response response = S3Response.ok().with("ETag", part.etag().quoted());
        return part.checksum()
                .map(checksum -> response.with(checksum.algorithm().header(), checksum.base64()))
                .orElse(response);
    }
}
