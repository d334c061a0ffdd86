package dev.s3gateway.backend.s3;

import static dev.s3gateway.backend.s3.S3ObjectStore.call;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.OpenUpload;
import dev.s3gateway.backend.PartTag;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.StoredPart;
import dev.s3gateway.backend.ZoneUpload;
import dev.s3gateway.object.Metadata;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
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

    /** What is open at exactly this key: the first in a list of what begins with it. No service lists the stamps. */
    Flux<OpenUpload> uploadsAt(Locator planned) {
        return openPage(planned, Optional.empty())
                .expand(page -> Mono.justOrEmpty(next(page, planned.key()))
                        .flatMap(last -> openPage(planned,
                                Optional.of(last))))
                .concatMapIterable(ListMultipartUploadsResponse::uploads)
                .filter(upload -> planned.key().equals(upload.key()))
                .map(upload -> new OpenUpload(new ZoneUpload(planned, upload.uploadId()), upload.initiated()))
                .onErrorResume(StoreFailure.NotFound.class, _ -> Flux.empty());
    }

    /** The last upload of a page, where more of its key may follow. */
    private static Optional<MultipartUpload> next(ListMultipartUploadsResponse page, String key) {
        return Optional.of(page)
                .filter(read -> Boolean.TRUE.equals(read.isTruncated()) && !read.uploads().isEmpty())
                .map(read -> read.uploads().getLast())
                .filter(last -> key.equals(last.key()));
    }

    private Mono<ListMultipartUploadsResponse> openPage(Locator planned, Optional<MultipartUpload> after) {
        return call(() -> clients.patient()
                .listMultipartUploads(request -> request.bucket(planned.bucket())
                        .prefix(planned.key())
                        .keyMarker(after.map(MultipartUpload::key).orElse(null))
                        .uploadIdMarker(after.map(MultipartUpload::uploadId).orElse(null))));
    }

    private Mono<ListPartsResponse> page(ZoneUpload upload, int after) {
        return call(() -> clients.patient()
                .listParts(request -> request.bucket(upload.planned().bucket())
                        .key(upload.planned().key())
                        .uploadId(upload.id())
                        .partNumberMarker(after)));
    }
}
