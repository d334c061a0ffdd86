package dev.s3gateway.s3.op;

import dev.s3gateway.access.Caller;
import dev.s3gateway.access.Permission;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.ledger.Content;
import dev.s3gateway.ledger.Origin;
import dev.s3gateway.object.Checksum;
import dev.s3gateway.object.ChecksumAlgorithm;
import dev.s3gateway.object.Conditions;
import dev.s3gateway.object.ETag;
import dev.s3gateway.replication.multipart.Completed;
import dev.s3gateway.replication.multipart.Completing.Listed;
import dev.s3gateway.replication.multipart.Completing;
import dev.s3gateway.replication.multipart.MultipartUploads;
import dev.s3gateway.replication.multipart.UploadRef;
import dev.s3gateway.s3.wire.Headers;
import dev.s3gateway.s3.wire.Route;
import dev.s3gateway.s3.wire.S3Request;
import dev.s3gateway.s3.wire.S3Response;
import dev.s3gateway.s3.wire.Scope;
import dev.s3gateway.s3.wire.UrlText;
import dev.s3gateway.s3.wire.XmlElement;
import dev.s3gateway.s3.wire.XmlReader;
import dev.s3gateway.s3.wire.XmlWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import reactor.core.publisher.Mono;

final class CompleteMultipartUpload
        implements
            Operation<CompleteMultipartUpload.Input, CompleteMultipartUpload.Output> {

    private static final int MAX_PARTS = 10_000;
    /** Ten thousand parts with their tags and checksums are more than other requests may say. */
    private static final int MAX_BYTES = 4 << 20;

    /** Clients that hear nothing for a minute send the request again. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final MultipartUploads uploads;
    private final Duration patience;

    CompleteMultipartUpload(MultipartUploads uploads) {
        this(uploads, PATIENCE);
    }

    /** {@code patience}: after this an answer is begun, and so often something is added to it. */
    CompleteMultipartUpload(MultipartUploads uploads, Duration patience) {
        this.uploads = uploads;
        this.patience = patience;
    }

    record Input(UploadRef upload, Body body, Optional<Checksum> checksum, OptionalLong size, Conditions conditions,
            Origin origin) {}

    sealed interface Output {
        record Done(UploadRef upload, Completed completed) implements Output {}

        /** The zones take their time; may be asked again and again for what becomes of it. */
        record Pending(UploadRef upload, Mono<Completed> completed, Origin origin) implements Output {}
    }

    @Override
    public Route route() {
        return Route.post(Scope.KEY).query("uploadId");
    }

    @Override
    public Input parse(Call call) {
        S3Request request = call.request();
        return new Input(Arguments.upload(call), request.body(), checksum(request.headers()), size(request.headers()),
                ConditionHeaders.ofWrite(request.headers()), call.origin());
    }

    @Override
    public List<Permission> permissions(Input input) {
        return List.of(Permission.write(input.upload().object()));
    }

    @Override
    public Mono<Output> handle(Caller caller, Input input) {
        return XmlReader.read(input.body(), MAX_BYTES)
                .map(CompleteMultipartUpload::listed)
                .flatMap(parts -> soon(input, uploads.complete(new Completing(input.upload(), parts, input.checksum(),
                        input.size(), input.conditions(), input.origin())).cache()));
    }

    private Mono<Output> soon(Input input, Mono<Completed> completed) {
        Mono<Output> done = completed.map(result -> new Output.Done(input.upload(), result));
        Mono<Output> late = Mono.delay(patience)
                .map(_ -> new Output.Pending(input.upload(), completed, input.origin()));
        return Mono.firstWithSignal(done, late);
    }

    @Override
    public S3Response render(Output output) {
        return switch (output) {
            case Output.Done(var upload, var completed) -> result(upload, completed);
            case Output.Pending(var upload, var completed, var origin) -> SlowAnswer.of(completed
                    .map(done -> result(upload, done)), patience, upload.object(), origin.requestId());
        };
    }

    private static S3Response result(UploadRef upload, Completed completed) {
        Content content = completed.content();
        String bucket = upload.object().bucket().value();
        String key = upload.object().key().value();
        XmlWriter xml = XmlWriter.document("CompleteMultipartUploadResult")
                .text("Location", "/" + bucket + "/" + UrlText.encode(key))
                .text("Bucket", bucket)
                .text("Key", key)
                .text("ETag", content.etag().quoted());
        content.checksums()
                .forEach(sum -> xml.text(UploadXml.element(sum.algorithm()), sum.base64())
                        .text("ChecksumType", VersionHeaders.typeOf(sum)));
        S3Response response = xml.response(200);
        return completed.written()
                .map(written -> response.with(Replicas.headers(written.zones(), written.complete())))
                .orElse(response);
    }

    private static List<Listed> listed(XmlElement complete) {
        List<XmlElement> parts = complete.children("Part");
        if (!complete.name().equals("CompleteMultipartUpload") || parts.isEmpty() || parts.size() > MAX_PARTS) {
            throw XmlReader.malformed();
        }
        return parts.stream().map(CompleteMultipartUpload::listedPart).toList();
    }

    private static Listed listedPart(XmlElement part) {
        int number = part.text("PartNumber")
                .map(String::strip)
                .flatMap(Arguments::integer)
                .orElseThrow(XmlReader::malformed);
        Optional<ETag> etag = part.text("ETag")
                .map(text -> text.replace("\"", "").strip())
                .filter(text -> !text.isEmpty())
                .map(ETag::new);
        return new Listed(number, etag, Arrays.stream(ChecksumAlgorithm.values())
                .flatMap(algorithm -> part.text(UploadXml.element(algorithm))
                        .flatMap(text -> Checksum.parse(algorithm, text.strip()))
                        .stream())
                .toList());
    }

    /** Of all bytes. The checksum of checksums is ours to compute, and is compared part by part. */
    private static Optional<Checksum> checksum(Headers headers) {
        return Arrays.stream(ChecksumAlgorithm.values())
                .filter(_ -> headers.first("x-amz-checksum-type").filter("COMPOSITE"::equals).isEmpty())
                .flatMap(algorithm -> headers.first(algorithm.header())
                        .map(text -> Checksum.parse(algorithm, text)
                                .orElseThrow(() -> Arguments
                                        .invalid("Value for " + algorithm.header() + " header is invalid.")))
                        .stream())
                .findFirst();
    }

    private static OptionalLong size(Headers headers) {
        Optional<String> size = headers.first("x-amz-mp-object-size");
        if (size.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!size.get().matches("[0-9]{1,18}")) {
            throw Arguments.invalid("Value for x-amz-mp-object-size header is invalid.");
        }
        return OptionalLong.of(Long.parseLong(size.get()));
    }
}
