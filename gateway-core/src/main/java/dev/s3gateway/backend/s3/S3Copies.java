package dev.s3gateway.backend.s3;

import static dev.s3gateway.backend.s3.S3ObjectStore.call;

import dev.s3gateway.backend.Excerpt;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.PartTag;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.StoredPart;
import dev.s3gateway.backend.ZoneUpload;
import dev.s3gateway.object.ETag;
import dev.s3gateway.object.Metadata;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;

/**
 * The calls by which a zone copies what it has. What may take effect twice is never retried here. A zone may send blanks
 * for minutes and an error after them, all in the clothes of a 200: the SDK sees that error.
 */
final class S3Copies {

    private final S3Clients clients;

    S3Copies(S3Clients clients) {
        this.clients = clients;
    }

    /** Where the copy lies. */
    Mono<Locator> copy(Locator planned, Metadata metadata, Locator source) {
        return call(() -> clients.streaming().copyObject(Labels.copy(planned, metadata, source)))
                .onErrorMap(S3ObjectStore::isReplaced, _ -> new StoreFailure.NotFound(source.toString()))
                .flatMap(answer -> located(planned, answer));
    }

    private static Mono<Locator> located(Locator planned, CopyObjectResponse answer) {
        if (answer.copyObjectResult() == null || answer.copyObjectResult().eTag() == null) {
            return Mono
                    .error(() -> new StoreFailure.Corrupt("the answer to a copy has no ETag: no S3 service gave it"));
        }
        String version = answer.versionId();
        return Mono.just(version == null || version.equals(ZoneBuckets.UNVERSIONED)
                ? planned
                : planned.withZoneVersion(version));
    }

    Mono<StoredPart> copyPart(ZoneUpload upload, int number, Excerpt source) {
        return call(() -> clients.streaming()
                .uploadPartCopy(request -> request.sourceBucket(source.copy().bucket())
                        .sourceKey(source.copy().key())
                        .sourceVersionId(source.copy().version().orElse(null))
                        .copySourceIfMatch(source.copy().tag().map(ETag::quoted).orElse(null))
                        .copySourceRange(range(source))
                        .destinationBucket(upload.planned().bucket())
                        .destinationKey(upload.planned().key())
                        .uploadId(upload.id())
                        .partNumber(number)))
                .onErrorMap(S3ObjectStore::isReplaced, _ -> new StoreFailure.NotFound(source.copy().toString()))
                .flatMap(answer -> stored(number, source.bytes().length(), answer));
    }

    /** Of a small object AWS copies all or nothing. */
    private static @Nullable String range(Excerpt source) {
        return source.isWhole() ? null : Download.range(source.bytes());
    }

    private static Mono<StoredPart> stored(int number, long length, UploadPartCopyResponse answer) {
        if (answer.copyPartResult() == null || answer.copyPartResult().eTag() == null) {
            return Mono
                    .error(() -> new StoreFailure.Corrupt("the answer to a part has no ETag: no S3 service gave it"));
        }
        String tag = answer.copyPartResult().eTag();
        return Mono.just(new StoredPart(new PartTag(number, tag), length, Tags.digest(tag, answer.ssekmsKeyId(),
                answer.sseCustomerAlgorithm(), answer.serverSideEncryptionAsString())));
    }
}
