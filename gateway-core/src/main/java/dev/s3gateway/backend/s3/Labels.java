package dev.s3gateway.backend.s3;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.Stamp;
import dev.s3gateway.object.ETag;
import dev.s3gateway.object.Metadata;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * What stands beside the bytes in a zone: our stamp, and what the client said as far as every service takes it. The
 * ledger is the authority on that; what lies at the zone serves those who read there without us.
 */
public final class Labels {

    /** The name of the stamp among the headers of an answer. */
    public static final String STAMP_HEADER = "x-amz-meta-s3gateway-stamp";

    private static final String PREFIX = "x-amz-meta-";
    private static final List<String> STANDARD = List.of("cache-control", "content-disposition", "content-encoding",
            "content-language");
    private static final String STAMP = "s3gateway-stamp";

    /** S3 allows 2 KB of names and values; the stamp must have its place. */
    private static final int ROOM = 1900;

    private Labels() {}

    /** All of it as headers of a PUT: names in lower case, none of them twice. */
    public static Map<String, String> headers(Locator planned, Metadata metadata) {
        Map<String, String> headers = new TreeMap<>();
        headers.put("content-type", contentType(metadata));
        STANDARD.forEach(name -> metadata.standard(name)
                .filter(Labels::isPlain)
                .ifPresent(value -> headers.put(name, value)));
        user(planned, metadata).forEach((name, value) -> headers.put(PREFIX + name, value));
        return headers;
    }

    static PutObjectRequest put(Locator planned, Metadata metadata, long length) {
        return PutObjectRequest.builder()
                .bucket(planned.bucket())
                .key(planned.key())
                .contentLength(length)
                .contentType(contentType(metadata))
                .cacheControl(standard(metadata, "cache-control"))
                .contentDisposition(standard(metadata, "content-disposition"))
                .contentEncoding(standard(metadata, "content-encoding"))
                .contentLanguage(standard(metadata, "content-language"))
                .metadata(user(planned, metadata))
                .build();
    }

    /** The same for a copy that will be put together from parts. */
    static CreateMultipartUploadRequest create(Locator planned, Metadata metadata) {
        return CreateMultipartUploadRequest.builder()
                .bucket(planned.bucket())
                .key(planned.key())
                .contentType(contentType(metadata))
                .cacheControl(standard(metadata, "cache-control"))
                .contentDisposition(standard(metadata, "content-disposition"))
                .contentEncoding(standard(metadata, "content-encoding"))
                .contentLanguage(standard(metadata, "content-language"))
                .metadata(user(planned, metadata))
                .build();
    }

    /** The same for a copy of what the zone has: nothing that is said of the source passes on. */
    static CopyObjectRequest copy(Locator planned, Metadata metadata, Locator source) {
        return CopyObjectRequest.builder()
                .sourceBucket(source.bucket())
                .sourceKey(source.key())
                .sourceVersionId(source.version().orElse(null))
                .copySourceIfMatch(source.tag().map(ETag::quoted).orElse(null))
                .destinationBucket(planned.bucket())
                .destinationKey(planned.key())
                .metadataDirective(MetadataDirective.REPLACE)
                .contentType(contentType(metadata))
                .cacheControl(standard(metadata, "cache-control"))
                .contentDisposition(standard(metadata, "content-disposition"))
                .contentEncoding(standard(metadata, "content-encoding"))
                .contentLanguage(standard(metadata, "content-language"))
                .metadata(user(planned, metadata))
                .build();
    }

    private static Map<String, String> user(Locator planned, Metadata metadata) {
        Map<String, String> user = plain(metadata.user());
        user.put(STAMP, planned.stamp().text());
        return user;
    }

    private static String contentType(Metadata metadata) {
        return isPlain(metadata.contentType()) ? metadata.contentType() : Metadata.DEFAULT_CONTENT_TYPE;
    }

    /** The stamp among a zone's user metadata, whose names some services give back in capitals. */
    static Optional<String> stampIn(Map<String, String> metadata) {
        return metadata.entrySet()
                .stream()
                .filter(pair -> pair.getKey().equalsIgnoreCase(STAMP))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    static boolean bear(Map<String, String> metadata, Stamp stamp) {
        return stampIn(metadata).filter(stamp.text()::equals).isPresent();
    }

    /** What somebody said of an object there. */
    static Metadata metadata(HeadObjectResponse found) {
        Map<String, String> standard = new HashMap<>();
        put(standard, "cache-control", found.cacheControl());
        put(standard, "content-disposition", found.contentDisposition());
        put(standard, "content-encoding", found.contentEncoding());
        put(standard, "content-language", found.contentLanguage());
        put(standard, "expires", found.expiresString());
        Map<String, String> user = new HashMap<>();
        found.metadata().forEach((name, value) -> user.put(name.toLowerCase(Locale.ROOT), value));
        return new Metadata(Objects.requireNonNullElse(found.contentType(), Metadata.DEFAULT_CONTENT_TYPE), standard,
                user);
    }

    private static void put(Map<String, String> pairs, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            pairs.put(name, value);
        }
    }

    private static @Nullable String standard(Metadata metadata, String name) {
        return metadata.standard(name).filter(Labels::isPlain).orElse(null);
    }

    private static Map<String, String> plain(Map<String, String> pairs) {
        if (pairs.isEmpty()) {
            return new HashMap<>();
        }
        Map<String, String> plain = pairs.entrySet()
                .stream()
                .filter(pair -> !pair.getKey().equals(STAMP) && isPlain(pair.getKey()) && isPlain(pair.getValue()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, _) -> one, HashMap::new));
        int size = plain.entrySet().stream().mapToInt(pair -> pair.getKey().length() + pair.getValue().length()).sum();
        return size <= ROOM ? plain : new HashMap<>();
    }

    // Anything else arrives in another spelling than the one that was signed, at some services at least.
    private static boolean isPlain(String value) {
        return !value.isEmpty() && value.equals(value.strip()) && !value.contains("  ")
                && isPrintable(value);
    }

    private static boolean isPrintable(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) < ' ' || value.charAt(i) >= 0x7f) {
                return false;
            }
        }
        return true;
    }
}
