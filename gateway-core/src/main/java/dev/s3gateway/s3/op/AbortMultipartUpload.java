package dev.s3gateway.s3.op;

import dev.s3gateway.access.Caller;
import dev.s3gateway.access.Permission;
import dev.s3gateway.replication.multipart.MultipartUploads;
import dev.s3gateway.replication.multipart.UploadRef;
import dev.s3gateway.s3.wire.Route;
import dev.s3gateway.s3.wire.S3Response;
import dev.s3gateway.s3.wire.Scope;
import java.util.List;
import reactor.core.publisher.Mono;

final class AbortMultipartUpload implements Operation<UploadRef, UploadRef> {

    private final MultipartUploads uploads;

    AbortMultipartUpload(MultipartUploads uploads) {
        this.uploads = uploads;
    }

    @Override
    public Route route() {
        return Route.delete(Scope.KEY).query("uploadId");
    }

    @Override
    public UploadRef parse(Call call) {
        return Arguments.upload(call);
    }

    @Override
    public List<Permission> permissions(UploadRef upload) {
        return List.of(Permission.write(upload.object()));
    }

    @Override
    public Mono<UploadRef> handle(Caller caller, UploadRef upload) {
        return uploads.abort(upload).thenReturn(upload);
    }

    @Override
    public S3Response render(UploadRef upload) {
        return S3Response.of(204);
    }
}
