package dev.s3gateway.backend.s3;

import static dev.s3gateway.backend.s3.S3ObjectStore.call;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.PartTag;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.StoredPart;
import dev.s3gateway.backend.ZoneUpload;
import dev.s3gateway.object.Metadata;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** The multipart calls of S3. What may take effect twice is never retried here. */
final class S3Parts {

    private final S3Clients clients;

    S3Parts(S3Clients clients) {
        this.clients = clients;
    }

    Mono<ZoneUpload> create(Locator planned, Metadata metadata) {
        return call(() -> clients.streaming().createMultipartUpload(Labels.create(planned, metadata)))
                .flatMap(answer -> Mono.justOrEmpty(answer.uploadId()))
                .switchIfEmpty(Mono.error(() -> new StoreFailure.Corrupt("an upload without an id")))
                .map(id -> new ZoneUpload(planned, id));
    }

    Mono<StoredPart> put(ZoneUpload upload, int number, long length, AsyncRequestBody body) {
        return call(() -> clients.streaming()
                .uploadPart(request -> request.bucket(upload.planned().bucket())
                        .key(upload.planned().key())
                        .uploadId(upload.id())
                        .partNumber(number)
                        .contentLength(length), body))
                .flatMap(answer -> stored(number, length, answer));
    }

    private static Mono<StoredPart> stored(int number, long length, UploadPartResponse answer) {
        return answer.eTag() == null
                ? Mono.error(() -> new StoreFailure.Corrupt("the answer to a part has no ETag: no S3 service gave it"))
                : Mono.just(new StoredPart(new PartTag(number, answer.eTag()), length,
                        Tags.digest(answer.eTag(), answer.ssekmsKeyId(), answer.sseCustomerAlgorithm(),
                                answer.serverSideEncryptionAsString())));
    }

    /** The SDK sees an error in the clothes of a 200; what a success says of the tag is asked once more of the copy. */
    Mono<Locator> complete(ZoneUpload upload, List<PartTag> parts) {
        return call(() -> clients.streaming()
                .completeMultipartUpload(request -> request.bucket(upload.planned().bucket())
                        .key(upload.planned().key())
                        .uploadId(upload.id())
                        .multipartUpload(list -> list.parts(parts.stream().map(S3Parts::listed).toList()))))
                .map(answer -> located(upload.planned(), answer));
    }

    private static CompletedPart listed(PartTag part) {
        return CompletedPart.builder().partNumber(part.number()).eTag(part.tag()).build();
    }

    private static Locator located(Locator planned, CompleteMultipartUploadResponse answer) {
        String version = answer.versionId();
        return version == null || version.equals(ZoneBuckets.UNVERSIONED) ? planned : planned.withZoneVersion(version);
    }

    Mono<Void> abort(ZoneUpload upload) {
        return call(() -> clients.patient()
                .abortMultipartUpload(request -> request.bucket(upload.planned().bucket())
                        .key(upload.planned().key())
                        .uploadId(upload.id())))
                .then()
                .onErrorResume(StoreFailure.NotFound.class, _ -> Mono.empty());
    }

    Flux<PartTag> list(ZoneUpload upload) {
        return page(upload, 0)
                .expand(page -> Boolean.TRUE.equals(page.isTruncated()) && page.nextPartNumberMarker() != null
                        ? page(upload, page.nextPartNumberMarker())
                        : Mono.empty())
                .concatMapIterable(ListPartsResponse::parts)
                .map(part -> new PartTag(part.partNumber(), part.eTag()));
    }

    private Mono<ListPartsResponse> page(ZoneUpload upload, int after) {
        return call(() -> clients.patient()
                .listParts(request -> request.bucket(upload.planned().bucket())
                        .key(upload.planned().key())
                        .uploadId(upload.id())
                        .partNumberMarker(after)));
    }
}
