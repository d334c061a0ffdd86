package dev.s3gateway.backend.s3;

import dev.s3gateway.backend.StoreFailure;
import java.util.Set;

/** What an S3 service means by an answer that is no success. */
public final class Refusals {

    private static final Set<String> NOT_NOW = Set.of("SlowDown", "Throttling", "ThrottlingException",
            "RequestLimitExceeded", "TooManyRequestsException", "ServiceUnavailable", "OperationAborted");
    private static final Set<String> MISSING = Set.of("NoSuchKey", "NoSuchBucket", "NoSuchVersion", "NoSuchUpload",
            "NotFound");
    /** The zone waited for us in vain, or failed inside: nobody knows what took effect. */
    private static final Set<String> UNDECIDED = Set.of("RequestTimeout", "InternalError");

    private Refusals() {}

    /** {@code code} may be blank where the answer has none; {@code words} are for operators. */
    public static StoreFailure of(int status, String said, String words) {
        String code = code(status, said);
        if (MISSING.contains(code) || status == 404) {
            return new StoreFailure.NotFound(code);
        }
        if (NOT_NOW.contains(code) || status == 503 || status == 429) {
            return new StoreFailure.Throttled(code + " (" + status + ")");
        }
        boolean decided = !UNDECIDED.contains(code)
                // 501 and 507 are as final as any 4xx; a redirect means another endpoint or region than was configured.
                && ((status >= 300 && status < 500) || status == 501 || status == 507);
        return decided
                ? new StoreFailure.Rejected(code, words)
                : new StoreFailure.Unreachable("the zone answered " + status + " " + code, null);
    }

    private static String code(int status, String said) {
        if (!said.isBlank()) {
            return said;
        }
        return status == 501 ? "NotImplemented" : Integer.toString(status);
    }
}
