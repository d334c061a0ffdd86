package dev.s3gateway.s3.op;

import dev.s3gateway.access.Caller;
import dev.s3gateway.access.Permission;
import dev.s3gateway.ledger.Upload;
import dev.s3gateway.ledger.UploadedPart;
import dev.s3gateway.replication.multipart.MultipartUploads;
import dev.s3gateway.replication.multipart.PartPage;
import dev.s3gateway.replication.multipart.UploadRef;
import dev.s3gateway.s3.wire.Query;
import dev.s3gateway.s3.wire.Route;
import dev.s3gateway.s3.wire.S3Response;
import dev.s3gateway.s3.wire.Scope;
import dev.s3gateway.s3.wire.XmlWriter;
import java.util.List;
import reactor.core.publisher.Mono;

final class ListParts implements Operation<ListParts.Input, ListParts.Output> {

    private static final int MAX_PARTS = 1000;

    private final MultipartUploads uploads;

    ListParts(MultipartUploads uploads) {
        this.uploads = uploads;
    }

    record Input(UploadRef upload, int after, int limit) {}

    record Output(Input input, PartPage page) {}

    @Override
    public Route route() {
        return Route.get(Scope.KEY).query("uploadId");
    }

    @Override
    public Input parse(Call call) {
        Query query = call.request().query();
        String marker = Arguments.text(query, "part-number-marker");
        int after = marker.isEmpty()
                ? 0
                : Arguments.integer(marker)
                        .filter(number -> number >= 0)
                        .orElseThrow(() -> Arguments
                                .invalid("Provided part-number-marker not an integer or within integer range"));
        return new Input(Arguments.upload(call), after, Arguments.limit(query, "max-parts", 0, MAX_PARTS));
    }

    @Override
    public List<Permission> permissions(Input input) {
        return List.of(Permission.write(input.upload().object()));
    }

    @Override
    public Mono<Output> handle(Caller caller, Input input) {
        return uploads.parts(input.upload(), input.after(), input.limit()).map(page -> new Output(input, page));
    }

    @Override
    public S3Response render(Output output) {
        PartPage page = output.page();
        Upload upload = page.upload();
        XmlWriter xml = XmlWriter.document("ListPartsResult")
                .text("Bucket", upload.object().bucket().value())
                .text("Key", upload.object().key().value())
                .text("UploadId", upload.id().toString());
        new Owner(upload.owner()).write(xml, "Initiator");
        new Owner(upload.owner()).write(xml);
        xml.text("StorageClass", "STANDARD").text("PartNumberMarker", output.input().after());
        if (!page.parts().isEmpty()) {
            xml.text("NextPartNumberMarker", page.parts().getLast().number());
        }
        xml.text("MaxParts", output.input().limit()).text("IsTruncated", page.truncated());
        UploadXml.checksum(xml, upload);
        page.parts().forEach(part -> write(xml, part));
        return xml.response(200);
    }

    private static void write(XmlWriter xml, UploadedPart part) {
        xml.open("Part")
                .text("PartNumber", part.number())
                .text("LastModified", part.uploadedAt())
                .text("ETag", part.etag().quoted())
                .text("Size", part.size());
        part.checksum().ifPresent(checksum -> xml.text(UploadXml.element(checksum.algorithm()), checksum.base64()));
        xml.close();
    }
}
