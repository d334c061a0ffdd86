package dev.s3gateway.s3.auth;

import dev.s3gateway.failure.Failure;
import dev.s3gateway.s3.auth.Claim.Place;
import dev.s3gateway.s3.wire.Headers;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code Authorization: AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…}. */
final class AuthorizationHeader {

    static final String ALGORITHM = "AWS4-HMAC-SHA256";

    private AuthorizationHeader() {}

    static boolean isOurs(String authorization) {
        return authorization.equals(ALGORITHM) || authorization.startsWith(ALGORITHM + " ");
    }

    static Claim parse(String authorization, Headers headers) {
        Map<String, String> components = components(authorization.substring(ALGORITHM.length()));
        Scope scope = Scope.parse(component(components, "Credential"))
                .orElseThrow(() -> Faults.malformed(Place.HEADER, "the Credential is mal-formed; expecting "
                        + "\"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\"."));
        List<String> signedHeaders = List.of(component(components, "SignedHeaders").split(";", -1));
        String signature = component(components, "Signature");
        Instant signedAt = signedAt(headers).orElseThrow(
                () -> Faults.denied("AWS authentication requires a valid Date or x-amz-date header"));
        String payloadHash = headers.first("x-amz-content-sha256")
                .orElseThrow(() -> Faults.invalidRequest("Missing required header for this request: "
                        + "x-amz-content-sha256"));
        String timestamp = headers.first("x-amz-date").orElseGet(() -> Timestamps.basic(signedAt));
        return new Claim(Place.HEADER, scope, signedHeaders, signature, signedAt, timestamp, payloadHash,
                Optional.empty());
    }

    private static Map<String, String> components(String text) {
        Map<String, String> found = new HashMap<>();
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            if (equals < 0
                    || found.put(part.substring(0, equals).strip(), part.substring(equals + 1).strip()) != null) {
                throw componentsFault();
            }
        }
        return found;
    }

    private static String component(Map<String, String> components, String name) {
        return Optional.ofNullable(components.get(name))
                .filter(value -> !value.isEmpty())
                .orElseThrow(AuthorizationHeader::componentsFault);
    }

    private static Failure componentsFault() {
        return Faults.malformed(Place.HEADER, "the authorization header requires three components: "
                + "Credential, SignedHeaders, and Signature.");
    }

    /** {@code x-amz-date} beats {@code Date}, which proxies and browsers set as they like. */
    private static Optional<Instant> signedAt(Headers headers) {
        return headers.has("x-amz-date")
                ? headers.first("x-amz-date").flatMap(Timestamps::basic)
                : headers.first("date").flatMap(Timestamps::http);
    }
}
