package dev.s3gateway.s3.op;

import dev.s3gateway.access.Caller;
import dev.s3gateway.access.Permission;
import dev.s3gateway.ledger.UploadedPart;
import dev.s3gateway.replication.multipart.MultipartUploads;
import dev.s3gateway.replication.multipart.PartCopy;
import dev.s3gateway.s3.wire.CopySource;
import dev.s3gateway.s3.wire.Headers;
import dev.s3gateway.s3.wire.Route;
import dev.s3gateway.s3.wire.S3Response;
import dev.s3gateway.s3.wire.Scope;
import dev.s3gateway.s3.wire.XmlWriter;
import java.util.List;
import reactor.core.publisher.Mono;

final class UploadPartCopy implements Operation<PartCopy, UploadedPart> {

    private final MultipartUploads uploads;

    UploadPartCopy(MultipartUploads uploads) {
        this.uploads = uploads;
    }

    @Override
    public Route route() {
        return Route.put(Scope.KEY).query("partNumber").query("uploadId").header(CopySource.HEADER);
    }

    @Override
    public PartCopy parse(Call call) {
        Headers headers = call.request().headers();
        return new PartCopy(Arguments.upload(call), Arguments.partNumber(call.request().query()),
                CopyHeaders.source(headers), ConditionHeaders.ofCopySource(headers), CopyHeaders.range(headers));
    }

    @Override
    public List<Permission> permissions(PartCopy wish) {
        return List.of(Permission.read(wish.source()), Permission.write(wish.upload().object()));
    }

    @Override
    public Mono<UploadedPart> handle(Caller caller, PartCopy wish) {
        return uploads.copyPart(wish);
    }

    @Override
    public S3Response render(UploadedPart part) {
        XmlWriter xml = XmlWriter.document("CopyPartResult")
                .text("ETag", part.etag().quoted())
                .text("LastModified", part.uploadedAt());
        part.checksum().ifPresent(sum -> xml.text(UploadXml.element(sum.algorithm()), sum.base64()));
        return xml.response(200);
    }
}
