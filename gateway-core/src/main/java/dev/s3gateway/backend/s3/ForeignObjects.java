package dev.s3gateway.backend.s3;

import static dev.s3gateway.backend.s3.S3ObjectStore.call;

import dev.s3gateway.backend.OwnKeys;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.ZoneObject;
import dev.s3gateway.backend.ZonePage;
import dev.s3gateway.object.ETag;
import dev.s3gateway.object.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListBucketsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Looks at what others have put into one zone. */
final class ForeignObjects {

    /** Of the empty objects that stand for directories, some services give no tag. */
    private static final ETag OF_NOTHING = new ETag("d41d8cd98f00b204e9800998ecf8427e");

    private final S3AsyncClient client;

    ForeignObjects(S3AsyncClient client) {
        this.client = client;
    }

    Flux<String> buckets() {
        return bucketsAfter(null)
                .expand(page -> page.continuationToken() == null || page.continuationToken().isEmpty()
                        ? Mono.empty()
                        : bucketsAfter(page.continuationToken()))
                .concatMapIterable(ListBucketsResponse::buckets)
                .map(Bucket::name);
    }

    private Mono<ListBucketsResponse> bucketsAfter(@Nullable String token) {
        return call(() -> client.listBuckets(request -> request.continuationToken(token)));
    }

    Mono<Boolean> knowsBucket(String bucket) {
        return call(() -> client.headBucket(request -> request.bucket(bucket))).thenReturn(true)
                .onErrorReturn(StoreFailure.NotFound.class, false)
                .onErrorReturn(StoreFailure.Rejected.class, false);
    }

    Mono<ZonePage> page(String bucket, String prefix, String after, int limit) {
        return listed(bucket, prefix, after, limit, EncodingType.URL)
                // Some encode the keys and forget the prefix, on which the SDK stumbles.
                .onErrorResume(failure -> failure.getCause() instanceof IllegalArgumentException,
                        _ -> listed(bucket, prefix, after, limit, null))
                .flatMap(answer -> page(answer, after));
    }

    private Mono<ListObjectsV2Response> listed(String bucket, String prefix, String after, int limit,
            @Nullable EncodingType encoding) {
        return call(() -> client.listObjectsV2(request -> request.bucket(bucket)
                .prefix(prefix.isEmpty() ? null : prefix)
                .startAfter(after.isEmpty() ? null : startable(after))
                .maxKeys(limit)
                .encodingType(encoding)));
    }

    /** A name that no key can have is still one to start after: the longest beginning of it that could be a key. */
    private static String startable(String after) {
        byte[] bytes = after.getBytes(StandardCharsets.UTF_8);
        int end = Math.min(bytes.length, ObjectKey.MAX_BYTES);
        while (end < bytes.length && (bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    /**
     * In the order of the keys' bytes, whatever order the zone has. Where more follows, the zone's own order has to be
     * that one, or what lies between its pages would be lost; but names that only we give are nobody's loss, and a
     * probe writes some that many sort in another way.
     */
    private static Mono<ZonePage> page(ListObjectsV2Response answer, String after) {
        // Some start at the name itself.
        List<S3Object> found = answer.contents().stream().filter(one -> compare(one.key(), after) > 0).toList();
        boolean truncated = Boolean.TRUE.equals(answer.isTruncated());
        if (truncated && found.isEmpty()) {
            return corrupt("a listing that does not go on");
        }
        Optional<String> misplaced = truncated ? misplaced(found) : Optional.empty();
        return misplaced.isPresent()
                ? corrupt("a listing that is not in the order of the keys' bytes: " + misplaced.get())
                : Mono.just(new ZonePage(found.stream()
                        .map(ForeignObjects::entry)
                        .sorted((one, other) -> compare(one.key(), other.key()))
                        .toList(), truncated));
    }

    private static Optional<String> misplaced(List<S3Object> found) {
        List<String> keys = found.stream().map(S3Object::key).filter(key -> !key.startsWith(OwnKeys.PREFIX)).toList();
        return IntStream.range(1, keys.size())
                .filter(n -> compare(keys.get(n - 1), keys.get(n)) >= 0)
                .mapToObj(keys::get)
                .findFirst();
    }

    private static ZonePage.Entry entry(S3Object found) {
        return new ZonePage.Entry(found.key(), Objects.requireNonNullElse(found.size(), 0L), tag(found.eTag()),
                Objects.requireNonNullElse(found.lastModified(), Instant.EPOCH));
    }

    Mono<ZoneObject> look(String bucket, String key) {
        return call(() -> client.headObject(request -> request.bucket(bucket).key(key)))
                .flatMap(found -> found.contentLength() == null || (found.eTag() == null && found.contentLength() > 0)
                        ? corrupt("an answer without a length or an ETag")
                        : Mono.just(object(key, found)));
    }

    private static ZoneObject object(String key, HeadObjectResponse found) {
        ETag tag = tag(found.eTag());
        return new ZoneObject(key, found.contentLength(), tag,
                Objects.requireNonNullElse(found.lastModified(), Instant.EPOCH), Labels.metadata(found),
                Optional.ofNullable(found.versionId()).filter(version -> !version.equals(ZoneBuckets.UNVERSIONED)),
                Labels.stampIn(found.metadata()).isPresent(),
                Tags.digest(tag.value(), found.ssekmsKeyId(), found.sseCustomerAlgorithm(),
                        found.serverSideEncryptionAsString()));
    }

    /** What a listing and a HEAD call the same object by. */
    static ETag tag(@Nullable String tag) {
        String bare = tag == null ? "" : tag.replace("\"", "").strip();
        return bare.isEmpty() ? OF_NOTHING : new ETag(bare);
    }

    private static <T> Mono<T> corrupt(String words) {
        return Mono.error(() -> new StoreFailure.Corrupt(words));
    }

    private static int compare(String one, String other) {
        return Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
