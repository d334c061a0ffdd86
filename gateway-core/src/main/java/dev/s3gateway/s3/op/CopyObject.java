package dev.s3gateway.s3.op;

import dev.s3gateway.access.Caller;
import dev.s3gateway.access.Permission;
import dev.s3gateway.failure.Failure.Fault;
import dev.s3gateway.failure.Failure.Malformed;
import dev.s3gateway.ledger.Content;
import dev.s3gateway.replication.write.ObjectCopier;
import dev.s3gateway.replication.write.ObjectCopy;
import dev.s3gateway.replication.write.Written;
import dev.s3gateway.s3.wire.CopySource;
import dev.s3gateway.s3.wire.Headers;
import dev.s3gateway.s3.wire.Route;
import dev.s3gateway.s3.wire.S3Response;
import dev.s3gateway.s3.wire.Scope;
import dev.s3gateway.s3.wire.XmlWriter;
import java.util.List;
import reactor.core.publisher.Mono;

final class CopyObject implements Operation<ObjectCopy, Written> {

    private final ObjectCopier copier;

    CopyObject(ObjectCopier copier) {
        this.copier = copier;
    }

    @Override
    public Route route() {
        return Route.put(Scope.KEY).header(CopySource.HEADER);
    }

    @Override
    public ObjectCopy parse(Call call) {
        PutObject.requireNoVersionOrPart(call.request().query());
        Headers headers = call.request().headers();
        CopyHeaders.requireTaggingDirective(headers);
        CopyHeaders.refuseRange(headers);
        ObjectCopy wish = new ObjectCopy(CopyHeaders.source(headers), ConditionHeaders.ofCopySource(headers),
                call.request().object(), CopyHeaders.metadata(headers), CopyHeaders.checksum(headers),
                ConditionHeaders.ofWrite(headers), call.origin());
        requireChange(wish);
        return wish;
    }

    private static void requireChange(ObjectCopy wish) {
        if (wish.source().equals(wish.target()) && wish.metadata().isEmpty()) {
            throw new Malformed(Fault.INVALID_REQUEST, "This copy request is illegal because it is trying to copy an "
                    + "object to itself without changing the object's metadata, storage class, website redirect "
                    + "location or encryption attributes.");
        }
    }

    @Override
    public List<Permission> permissions(ObjectCopy wish) {
        return List.of(Permission.read(wish.source()), Permission.write(wish.target()));
    }

    @Override
    public Mono<Written> handle(Caller caller, ObjectCopy wish) {
        return copier.copy(wish);
    }

    @Override
    public S3Response render(Written written) {
        Content content = written.version().content();
        XmlWriter xml = XmlWriter.document("CopyObjectResult")
                .text("ETag", content.etag().quoted())
                .text("LastModified", written.version().lastModified());
        content.checksums()
                .forEach(sum -> xml.text(UploadXml.element(sum.algorithm()), sum.base64())
                        .text("ChecksumType", VersionHeaders.typeOf(sum)));
        return xml.response(200).with(Replicas.headers(written.zones(), written.complete()));
    }
}
