package dev.s3gateway.s3.op;

import dev.s3gateway.failure.Failure.Fault;
import dev.s3gateway.failure.Failure.Malformed;
import dev.s3gateway.ledger.Content;
import dev.s3gateway.ledger.Version;
import dev.s3gateway.object.ByteRange;
import dev.s3gateway.object.Conditions;
import dev.s3gateway.object.ObjectRef;
import dev.s3gateway.s3.wire.Query;
import dev.s3gateway.s3.wire.S3Request;
import dev.s3gateway.s3.wire.S3Response;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What GET and HEAD of an object have in common: how they ask and how they are answered.
 *
 * @param part the one that was asked for; part 1 is the whole of an object that was not uploaded in parts
 * @param overrides response headers that the client wants instead of the stored ones
 */
record ReadRequest(ObjectRef object, Optional<ByteRange> range, Conditions conditions, OptionalInt part,
        boolean checksums, Map<String, String> overrides) {

    static ReadRequest of(Call call) {
        S3Request request = call.request();
        Arguments.requireCurrentVersion(request.query());
        Optional<ByteRange> range = RangeHeader.of(request.headers());
        boolean checksums = request.headers()
                .first("x-amz-checksum-mode")
                .filter("ENABLED"::equalsIgnoreCase)
                .isPresent();
        return new ReadRequest(request.object(), range, ConditionHeaders.ofRead(request.headers()), part(request),
                checksums, overrides(call));
    }

    /** Status and headers for these bytes of a version. Empty where all of it was asked for, or a part without bytes. */
    S3Response response(Version version, Optional<ByteRange.Resolved> bytes) {
        Content content = version.content();
        Map<String, String> headers = VersionHeaders.of(version);
        headers.putAll(overrides);
        // A browser takes the type at its word and does not look for a more exciting one, such as a page.
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Content-Length", Long.toString(bytes.map(ByteRange.Resolved::length).orElse(content.size())));
        S3Response response = S3Response.of(bytes.isPresent() ? 206 : 200).with(headers);
        boolean partial = range.isPresent() || bytes.filter(some -> some.length() < content.size()).isPresent();
        return withChecksums(withParts(withRange(response, bytes, content.size()), content), version, partial);
    }

    private S3Response withParts(S3Response response, Content content) {
        return part.isPresent() && !content.parts().isEmpty()
                ? response.with("x-amz-mp-parts-count", Integer.toString(content.partCount()))
                : response;
    }

    private static S3Response withRange(S3Response response, Optional<ByteRange.Resolved> range, long size) {
        return range
                .map(part -> response.with("Content-Range", "bytes " + part.first() + "-" + part.last() + "/" + size))
                .orElse(response);
    }

    /** A checksum of the whole beside a part of it would only mislead. */
    private S3Response withChecksums(S3Response response, Version version, boolean partial) {
        return checksums && !partial
                ? response.with(VersionHeaders.ofChecksums(version.content().checksums()))
                : response;
    }

    private static OptionalInt part(S3Request request) {
        if (!request.query().has("partNumber")) {
            return OptionalInt.empty();
        }
        if (request.headers().has("range")) {
            throw new Malformed(Fault.INVALID_REQUEST,
                    "Cannot specify both Range header and partNumber query parameter");
        }
        return OptionalInt.of(Arguments.partNumber(request.query()));
    }

    /** Only for those who sign: otherwise anybody could make a link to a foreign object look like their own page. */
    private static Map<String, String> overrides(Call call) {
        Map<String, String> overrides = new LinkedHashMap<>();
        for (Query.Parameter parameter : call.request().query().parameters()) {
            overridden(parameter.name()).ifPresent(header -> overrides.put(header, writable(parameter.value())));
        }
        if (!overrides.isEmpty() && call.caller().accessKey().isEmpty()) {
            throw new Malformed(Fault.INVALID_REQUEST,
                    "Request specific response headers cannot be used for anonymous GET requests.");
        }
        return overrides;
    }

    private static Optional<String> overridden(String parameter) {
        if (parameter.equals("response-content-type")) {
            return Optional.of("Content-Type");
        }
        return ObjectMetadata.STANDARD.stream()
                .filter(header -> parameter.equals("response-" + header.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    private static String writable(String value) {
        if (value.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f || c > 0xff)) {
            throw Arguments.invalid("Header value cannot be represented using ISO-8859-1.");
        }
        return value;
    }
}
