package dev.s3gateway.s3.auth;

import dev.s3gateway.s3.auth.Claim.Place;
import dev.s3gateway.s3.payload.PayloadMode;
import dev.s3gateway.s3.wire.Query;
import dev.s3gateway.s3.wire.S3Request;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads the credentials of a presigned URL. */
final class Presigned {

    static final String SIGNATURE = "X-Amz-Signature";
    static final String ALGORITHM = "X-Amz-Algorithm";

    private static final String CREDENTIAL = "X-Amz-Credential";
    private static final String DATE = "X-Amz-Date";
    private static final String EXPIRES = "X-Amz-Expires";
    private static final String SIGNED_HEADERS = "X-Amz-SignedHeaders";
    private static final String CONTENT_SHA256 = "X-Amz-Content-Sha256";
    private static final List<String> REQUIRED = List.of(ALGORITHM, CREDENTIAL, SIGNATURE, DATE, SIGNED_HEADERS,
            EXPIRES);
    private static final long ONE_WEEK = Duration.ofDays(7).toSeconds();

    private Presigned() {}

    static boolean isMeant(Query query) {
        return query.has(ALGORITHM) || query.has(SIGNATURE) || query.has(CREDENTIAL);
    }

    static Claim parse(S3Request request) {
        Query query = request.query();
        requireEachOnce(query);
        Scope scope = Scope.parse(value(query, CREDENTIAL))
                .orElseThrow(() -> Faults.malformed(Place.QUERY, "the Credential is mal-formed; expecting "
                        + "\"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\"."));
        String timestamp = value(query, DATE);
        Instant signedAt = Timestamps.basic(timestamp)
                .orElseThrow(() -> Faults.query(
                        "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\""));
        return new Claim(Place.QUERY, scope, List.of(value(query, SIGNED_HEADERS).split(";", -1)),
                value(query, SIGNATURE), signedAt, timestamp, payloadHash(request),
                Optional.of(expires(value(query, EXPIRES))));
    }

    private static void requireEachOnce(Query query) {
        if (!REQUIRED.stream().allMatch(name -> query.first(name).filter(value -> !value.isEmpty()).isPresent())) {
            throw Faults.query("Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, "
                    + "X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.");
        }
        if (REQUIRED.stream().anyMatch(name -> query.all(name).size() > 1)
                || query.all(CONTENT_SHA256).size() > 1) {
            throw Faults.query("Each of the query parameters of the authentication may be given only once.");
        }
    }

    private static String value(Query query, String name) {
        return query.first(name).orElseThrow();
    }

    /** The client may pin the payload, in a header that is signed or, as some SDKs do, in the query. */
    private static String payloadHash(S3Request request) {
        Optional<String> header = request.headers().first("x-amz-content-sha256");
        Optional<String> parameter = request.query().first(CONTENT_SHA256);
        if (header.isPresent() && parameter.isPresent() && !header.equals(parameter)) {
            throw Faults.invalidArgument("x-amz-content-sha256 is given twice, with different values");
        }
        return header.or(() -> parameter).orElse(PayloadMode.UNSIGNED_PAYLOAD);
    }

    private static Duration expires(String text) {
        if (text.matches("-\\d+")) {
            throw Faults.query("X-Amz-Expires must be non-negative");
        }
        if (!text.matches("\\d+")) {
            throw Faults.query("X-Amz-Expires should be a number");
        }
        if (text.length() > 18 || Long.parseLong(text) > ONE_WEEK) {
            throw Faults.query("X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires "
                    + "must be less than 604800 seconds");
        }
        if (Long.parseLong(text) == 0) {
            throw Faults.query("X-Amz-Expires must be at least one second");
        }
        return Duration.ofSeconds(Long.parseLong(text));
    }
}
