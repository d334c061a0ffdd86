package dev.s3gateway.s3.op;

import dev.s3gateway.failure.Failure.Fault;
import dev.s3gateway.failure.Failure.Malformed;
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

/**
 * What GET and HEAD of an object have in common: how they ask and how they are answered.
 *
 * @param firstPart whether part 1 was asked for, which is the whole of an object that was not uploaded in parts
 * @param overrides response headers that the client wants instead of the stored ones
 */
record ReadRequest(ObjectRef object, Optional<ByteRange> range, Conditions conditions, boolean firstPart,
        boolean checksums, Map<String, String> overrides) {

    static ReadRequest of(Call call) {
        S3Request request = call.request();
        Arguments.requireCurrentVersion(request.query());
        Optional<ByteRange> range = RangeHeader.of(request.headers());
        boolean firstPart = firstPart(request);
        boolean checksums = request.headers()
                .first("x-amz-checksum-mode")
                .filter("ENABLED"::equalsIgnoreCase)
                .isPresent();
        return new ReadRequest(request.object(), range, ConditionHeaders.ofRead(request.headers()), firstPart,
                checksums, overrides(call));
    }

    /** Status and headers for these bytes of a version. The range is empty where all of it was asked for. */
    S3Response response(Version version, Optional<ByteRange.Resolved> range) {
        long size = version.content().size();
        Optional<ByteRange.Resolved> part = range.isEmpty() && firstPart && size > 0
                ? Optional.of(new ByteRange.Resolved(0, size - 1))
                : range;
        S3Response response = S3Response.of(part.isPresent() ? 206 : 200)
                .with(VersionHeaders.of(version))
                .with(overrides)
                // A browser takes the type at its word and does not look for a more exciting one, such as a page.
                .with("X-Content-Type-Options", "nosniff")
                .with("Content-Length", Long.toString(part.map(ByteRange.Resolved::length).orElse(size)));
        return withChecksums(withRange(response, part, size), version, range.isPresent());
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

    private static boolean firstPart(S3Request request) {
        Optional<String> asked = request.query().first("partNumber");
        if (asked.isEmpty()) {
            return false;
        }
        if (request.headers().has("range")) {
            throw new Malformed(Fault.INVALID_REQUEST,
                    "Cannot specify both Range header and partNumber query parameter");
        }
        int number = asked.flatMap(Arguments::integer)
                .filter(n -> n >= 1 && n <= 10_000)
                .orElseThrow(() -> Arguments
                        .invalid("Part number must be an integer between 1 and 10000, inclusive"));
        if (number > 1) {
            throw new Malformed(Fault.INVALID_PART_NUMBER, "The requested partnumber is not satisfiable");
        }
        return true;
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
