package dev.s3gateway.backend.s3;

import static dev.s3gateway.backend.s3.S3ObjectStore.call;

import dev.s3gateway.backend.Claim;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.object.Metadata;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectLockRetentionMode;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The calls that only a probe makes, some of them wrong on purpose. */
final class S3Inspection {

    private static final Metadata NOTHING = Metadata.ofType(Metadata.DEFAULT_CONTENT_TYPE);

    private final S3Clients clients;

    S3Inspection(S3Clients clients) {
        this.clients = clients;
    }

    Mono<PutObjectResponse> claim(Locator planned, Body.Buffered body, Claim claim) {
        PutObjectRequest.Builder request = Labels.put(planned, NOTHING, body.bytes().length).toBuilder();
        return switch (claim) {
            case Claim.Header(var crc) -> put(clients.streaming(), request.checksumCRC32C(base64(crc)), body);
            case Claim.Trailer(var crc) -> Mono.using(() -> clients.trailing(base64(crc)),
                    client -> put(client, request.checksumAlgorithm(ChecksumAlgorithm.CRC32_C), body));
            case Claim.Absent() -> put(clients.streaming(), request.ifNoneMatch("*"), body);
        };
    }

    private static Mono<PutObjectResponse> put(S3AsyncClient client, PutObjectRequest.Builder request,
            Body.Buffered body) {
        PutObjectRequest last = request.overrideConfiguration(SdkSettings::lastOnItsConnection).build();
        return call(() -> client.putObject(last, AsyncRequestBody.fromBytes(body.bytes())));
    }

    Mono<List<String>> keys(String bucket, String prefix, int atMost) {
        return page(bucket, prefix, null).expand(page -> Boolean.TRUE.equals(page.isTruncated())
                ? page(bucket, prefix, page.nextContinuationToken())
                : Mono.empty())
                .concatMapIterable(ListObjectsV2Response::contents)
                .map(S3Object::key)
                .take(atMost)
                .collectList();
    }

    private Mono<ListObjectsV2Response> page(String bucket, String prefix, @Nullable String token) {
        return call(() -> clients.patient()
                .listObjectsV2(request -> request.bucket(bucket).prefix(prefix).continuationToken(token)));
    }

    /** Of any answer: every HTTP server dates them. */
    Mono<Instant> clock() {
        return call(() -> clients.patient().listBuckets(request -> request.maxBuckets(1)))
                .flatMap(answer -> Mono.justOrEmpty(answer.sdkHttpResponse().firstMatchingHeader("Date")))
                .flatMap(date -> Mono.justOrEmpty(parsed(date)))
                .switchIfEmpty(Mono.error(() -> new StoreFailure.Corrupt("an answer without a date")));
    }

    private static Optional<Instant> parsed(String date) {
        try {
            return Optional.of(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    Mono<Void> lock(Locator locator, Instant until) {
        return call(() -> clients.patient()
                .putObjectRetention(request -> request.bucket(locator.bucket())
                        .key(locator.key())
                        .versionId(locator.zoneVersion().orElse(null))
                        .retention(lock -> lock.mode(ObjectLockRetentionMode.GOVERNANCE).retainUntilDate(until))))
                .then();
    }

    Mono<Void> deleteLocked(Locator locator) {
        return call(() -> clients.patient()
                .deleteObject(request -> request.bucket(locator.bucket())
                        .key(locator.key())
                        .versionId(locator.zoneVersion().orElse(null))
                        .bypassGovernanceRetention(true)))
                .then()
                .onErrorResume(StoreFailure.NotFound.class, _ -> Mono.empty());
    }

    private static String base64(int crc32c) {
        return Base64.getEncoder().encodeToString(ByteBuffer.allocate(Integer.BYTES).putInt(crc32c).array());
    }
}
