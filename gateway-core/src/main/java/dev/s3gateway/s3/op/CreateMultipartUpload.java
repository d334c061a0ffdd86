package dev.s3gateway.s3.op;

import dev.s3gateway.access.Caller;
import dev.s3gateway.access.Permission;
import dev.s3gateway.failure.Failure.Fault;
import dev.s3gateway.failure.Failure.Malformed;
import dev.s3gateway.ledger.Upload;
import dev.s3gateway.object.ChecksumAlgorithm;
import dev.s3gateway.object.UploadChecksum;
import dev.s3gateway.replication.multipart.MultipartUploads;
import dev.s3gateway.replication.multipart.NewUpload;
import dev.s3gateway.s3.wire.Headers;
import dev.s3gateway.s3.wire.Route;
import dev.s3gateway.s3.wire.S3Request;
import dev.s3gateway.s3.wire.S3Response;
import dev.s3gateway.s3.wire.Scope;
import dev.s3gateway.s3.wire.XmlWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import reactor.core.publisher.Mono;

final class CreateMultipartUpload implements Operation<NewUpload, Upload> {

    private static final String ALGORITHM = "x-amz-checksum-algorithm";
    private static final String TYPE = "x-amz-checksum-type";

    private final MultipartUploads uploads;

    CreateMultipartUpload(MultipartUploads uploads) {
        this.uploads = uploads;
    }

    @Override
    public Route route() {
        return Route.post(Scope.KEY).query("uploads");
    }

    @Override
    public NewUpload parse(Call call) {
        S3Request request = call.request();
        return new NewUpload(request.object(), call.caller().user(), ObjectMetadata.of(request.headers()),
                checksum(request.headers()));
    }

    @Override
    public List<Permission> permissions(NewUpload wish) {
        return List.of(Permission.write(wish.target()));
    }

    @Override
    public Mono<Upload> handle(Caller caller, NewUpload wish) {
        return uploads.create(wish);
    }

    @Override
    public S3Response render(Upload upload) {
        S3Response response = XmlWriter.document("InitiateMultipartUploadResult")
                .text("Bucket", upload.object().bucket().value())
                .text("Key", upload.object().key().value())
                .text("UploadId", upload.id().toString())
                .response(200);
        return upload.checksum()
                .map(checksum -> response.with(ALGORITHM, checksum.algorithm().name()).with(TYPE, checksum.type()))
                .orElse(response);
    }

    private static Optional<UploadChecksum> checksum(Headers headers) {
        Optional<String> type = headers.first(TYPE).map(text -> text.toUpperCase(Locale.ROOT));
        Optional<String> named = headers.first(ALGORITHM);
        if (named.isEmpty() && type.isPresent()) {
            throw invalid("The " + TYPE + " header can only be used with the " + ALGORITHM + " header.");
        }
        return named.map(name -> checksum(ChecksumAlgorithm.named(name)
                .orElseThrow(() -> invalid("Checksum algorithm provided is unsupported. Please try again with any of "
                        + "the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]")),
                type));
    }

    private static UploadChecksum checksum(ChecksumAlgorithm algorithm, Optional<String> type) {
        if (type.isEmpty()) {
            return UploadChecksum.usual(algorithm);
        }
        boolean full = type.get().equals("FULL_OBJECT");
        if (!full && !type.get().equals("COMPOSITE")) {
            throw invalid("Value for " + TYPE + " header is invalid.");
        }
        if (!UploadChecksum.allows(algorithm, full)) {
            throw invalid("The " + type.get() + " checksum type cannot be used with the "
                    + algorithm.name().toLowerCase(Locale.ROOT) + " checksum algorithm.");
        }
        return new UploadChecksum(algorithm, full);
    }

    private static Malformed invalid(String words) {
        return new Malformed(Fault.INVALID_REQUEST, words);
    }
}
