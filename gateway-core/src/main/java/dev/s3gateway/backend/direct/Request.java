package dev.s3gateway.backend.direct;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ZoneUpload;
import dev.s3gateway.backend.s3.Labels;
import dev.s3gateway.object.ByteRange;
import dev.s3gateway.object.Metadata;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * One of the five calls before it is signed.
 *
 * @param query encoded, its names in alphabetical order
 * @param headers names in lower case, in alphabetical order; the signature covers them all
 * @param length of the body; empty where there can be none
 * @param covered whether the signature covers the body, too
 */
record Request(String method, String bucket, String key, String query, Map<String, String> headers,
        OptionalLong length, boolean covered) {

    static Request put(Locator planned, Metadata metadata, long length) {
        return new Request("PUT", planned.bucket(), planned.key(), "", Labels.headers(planned, metadata),
                OptionalLong.of(length), false);
    }

    static Request part(ZoneUpload upload, int number, long length) {
        return new Request("PUT", upload.planned().bucket(), upload.planned().key(),
                "partNumber=" + number + "&uploadId=" + UriText.value(upload.id()), Map.of(), OptionalLong.of(length),
                false);
    }

    static Request get(Locator locator, Optional<ByteRange.Resolved> range) {
        Map<String, String> headers = new TreeMap<>();
        range.ifPresent(wanted -> headers.put("range", "bytes=" + wanted.first() + "-" + wanted.last()));
        return of("GET", locator, headers);
    }

    static Request head(Locator locator) {
        return of("HEAD", locator, Map.of());
    }

    static Request delete(Locator locator) {
        return of("DELETE", locator, Map.of());
    }

    private static Request of(String method, Locator locator, Map<String, String> headers) {
        String query = locator.version().map(version -> "versionId=" + UriText.value(version)).orElse("");
        return new Request(method, locator.bucket(), locator.key(), query, headers, OptionalLong.empty(), false);
    }

    /** The same request with a signature that covers its body as well. */
    Request covering() {
        return new Request(method, bucket, key, query, headers, length, true);
    }

    /** The same request, saying that its body comes in chunks, and perhaps what comes behind them. */
    Request inChunks(boolean trailer) {
        Map<String, String> more = new TreeMap<>(headers);
        var _ = more.merge("content-encoding", "aws-chunked", (given, ours) -> ours + "," + given);
        more.put("x-amz-decoded-content-length", Long.toString(length.orElseThrow()));
        if (trailer) {
            more.put("x-amz-trailer", ChunkFraming.TRAILER);
        }
        return new Request(method, bucket, key, query, more, length, covered);
    }

    boolean isHead() {
        return method.equals("HEAD");
    }

    /**
     * Whether sending it twice does no more than sending it once. A PUT is not: where the zone keeps versions, two of
     * them would bear one stamp; the writer tries again under another.
     */
    boolean isIdempotent() {
        return !method.equals("PUT") || !query.isEmpty();
    }
}
