package dev.s3gateway.s3.op;

import dev.s3gateway.access.Caller;
import dev.s3gateway.access.Permission;
import dev.s3gateway.ledger.Upload;
import dev.s3gateway.ledger.UploadId;
import dev.s3gateway.object.BucketName;
import dev.s3gateway.replication.multipart.MultipartUploads;
import dev.s3gateway.replication.multipart.UploadPage;
import dev.s3gateway.replication.multipart.UploadSearch;
import dev.s3gateway.s3.wire.Query;
import dev.s3gateway.s3.wire.Route;
import dev.s3gateway.s3.wire.S3Response;
import dev.s3gateway.s3.wire.Scope;
import dev.s3gateway.s3.wire.UrlText;
import dev.s3gateway.s3.wire.XmlWriter;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Mono;

final class ListMultipartUploads implements Operation<ListMultipartUploads.Input, ListMultipartUploads.Output> {

    private static final int MAX_UPLOADS = 1000;

    private final MultipartUploads uploads;

    ListMultipartUploads(MultipartUploads uploads) {
        this.uploads = uploads;
    }

    record Input(BucketName bucket, UploadSearch search, boolean urlEncoded) {

        String name(String text) {
            return urlEncoded ? UrlText.encode(text) : text;
        }
    }

    record Output(Input input, UploadPage page) {}

    @Override
    public Route route() {
        return Route.get(Scope.BUCKET).query("uploads");
    }

    @Override
    public Input parse(Call call) {
        Query query = call.request().query();
        String encoding = Arguments.text(query, "encoding-type");
        if (!encoding.isEmpty() && !encoding.equals("url")) {
            throw Arguments.invalid("Invalid Encoding Method specified in Request");
        }
        String afterKey = Arguments.text(query, "key-marker");
        UploadSearch search = new UploadSearch(Arguments.text(query, "prefix"), Arguments.text(query, "delimiter"),
                afterKey, afterKey.isEmpty() ? Optional.empty() : marker(Arguments.text(query, "upload-id-marker")),
                Arguments.limit(query, "max-uploads", 0, MAX_UPLOADS));
        return new Input(call.request().bucket(), search, !encoding.isEmpty());
    }

    private static Optional<UploadId> marker(String text) {
        return text.isEmpty()
                ? Optional.empty()
                : Optional.of(UploadId.parse(text).orElseThrow(() -> Arguments.invalid("Invalid uploadId marker")));
    }

    @Override
    public List<Permission> permissions(Input input) {
        return List.of(Permission.read(input.bucket()));
    }

    @Override
    public Mono<Output> handle(Caller caller, Input input) {
        return uploads.page(input.bucket(), input.search()).map(page -> new Output(input, page));
    }

    @Override
    public S3Response render(Output output) {
        Input input = output.input();
        UploadSearch search = input.search();
        XmlWriter xml = XmlWriter.document("ListMultipartUploadsResult")
                .text("Bucket", input.bucket().value())
                .text("KeyMarker", input.name(search.afterKey()))
                .text("UploadIdMarker", search.afterUpload().map(UploadId::toString).orElse(""));
        output.page()
                .next()
                .ifPresent(next -> xml.text("NextKeyMarker", input.name(next.name()))
                        .text("NextUploadIdMarker", next.upload().map(UploadId::toString).orElse("")));
        xml.text("Prefix", input.name(search.prefix()));
        if (!search.delimiter().isEmpty()) {
            xml.text("Delimiter", input.name(search.delimiter()));
        }
        if (input.urlEncoded()) {
            xml.text("EncodingType", "url");
        }
        xml.text("MaxUploads", search.limit()).text("IsTruncated", output.page().next().isPresent());
        output.page().uploads().forEach(upload -> write(xml, input, upload));
        output.page()
                .prefixes()
                .forEach(common -> xml.open("CommonPrefixes").text("Prefix", input.name(common)).close());
        return xml.response(200);
    }

    private static void write(XmlWriter xml, Input input, Upload upload) {
        xml.open("Upload")
                .text("Key", input.name(upload.object().key().value()))
                .text("UploadId", upload.id().toString());
        new Owner(upload.owner()).write(xml, "Initiator");
        new Owner(upload.owner()).write(xml);
        xml.text("StorageClass", "STANDARD").text("Initiated", upload.initiatedAt());
        UploadXml.checksum(xml, upload);
        xml.close();
    }
}
