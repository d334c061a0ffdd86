package dev.s3gateway.s3.auth;

import dev.s3gateway.failure.Failure;
import dev.s3gateway.failure.Failure.Fault;
import dev.s3gateway.failure.Failure.Refusal;
import dev.s3gateway.s3.auth.Claim.Place;
import java.util.Map;

/** What can be wrong with credentials, in the words that AWS documents for the code. */
final class Faults {

    private Faults() {}

    static Failure malformed(Place place, String detail) {
        return malformed(place, detail, Map.of());
    }

    /** SDKs read the right region from an element of its own, and try again there. */
    static Failure wrongRegion(Place place, String given, String expected) {
        return malformed(place, "the region '" + given + "' is wrong; expecting '" + expected + "'",
                Map.of("Region", expected));
    }

    private static Failure malformed(Place place, String detail, Map<String, String> elements) {
        return switch (place) {
            case HEADER -> new Failure.Malformed(Fault.AUTHORIZATION_HEADER_MALFORMED,
                    "The authorization header is malformed; " + detail, elements);
            case QUERY -> new Failure.Malformed(Fault.AUTHORIZATION_QUERY_PARAMETERS_ERROR,
                    "Error parsing the X-Amz-Credential parameter; " + detail, elements);
        };
    }

    static Failure query(String message) {
        return new Failure.Malformed(Fault.AUTHORIZATION_QUERY_PARAMETERS_ERROR, message);
    }

    static Failure invalidRequest(String message) {
        return new Failure.Malformed(Fault.INVALID_REQUEST, message);
    }

    static Failure invalidArgument(String message) {
        return new Failure.Malformed(Fault.INVALID_ARGUMENT, message);
    }

    static Failure foreignMechanism() {
        return invalidRequest(
                "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.");
    }

    static Failure denied(String message) {
        return new Failure.Denied(Refusal.ACCESS_DENIED, message);
    }

    static Failure signature() {
        return new Failure.Denied(Refusal.SIGNATURE_DOES_NOT_MATCH, "The request signature we calculated does not match"
                + " the signature you provided. Check your key and signing method.");
    }

    static Failure unknownKey() {
        return new Failure.Denied(Refusal.INVALID_ACCESS_KEY_ID,
                "The AWS Access Key Id you provided does not exist in our records.");
    }

    static Failure skewed() {
        return new Failure.Denied(Refusal.REQUEST_TIME_TOO_SKEWED,
                "The difference between the request time and the current time is too large.");
    }
}
