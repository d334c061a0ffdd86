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
 */
record Request(String method, String bucket, String key, String query, Map<String, String> headers,
        OptionalLong length) {

    static Request put(Locator planned, Metadata metadata, long length) {
        return new Request("PUT", planned.bucket(), planned.key(), "", Labels.headers(planned, metadata),
                OptionalLong.of(length));
    }

    static Request part(ZoneUpload upload, int number, long length) {
        return new Request("PUT", upload.planned().bucket(), upload.planned().key(),
                "partNumber=" + number + "&uploadId=" + UriText.value(upload.id()), Map.of(), OptionalLong.of(length));
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
        return new Request(method, locator.bucket(), locator.key(), query, headers, OptionalLong.empty());
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
