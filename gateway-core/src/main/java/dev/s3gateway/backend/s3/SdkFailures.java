package dev.s3gateway.backend.s3;

import dev.s3gateway.backend.StoreFailure;
import java.util.Set;
import java.util.concurrent.CompletionException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** The border at which the SDK's exceptions end: from here on there is only {@link StoreFailure}. */
final class SdkFailures {

    private static final Set<String> NOT_NOW = Set.of("SlowDown", "Throttling", "ThrottlingException",
            "RequestLimitExceeded", "TooManyRequestsException", "ServiceUnavailable", "OperationAborted");
    private static final Set<String> MISSING = Set.of("NoSuchKey", "NoSuchBucket", "NoSuchVersion", "NoSuchUpload",
            "NotFound");
    /** The zone waited for us in vain, or failed inside: nobody knows what took effect. */
    private static final Set<String> UNDECIDED = Set.of("RequestTimeout", "InternalError");

    private SdkFailures() {}

    static Throwable translate(Throwable thrown) {
        Throwable cause = thrown instanceof CompletionException && thrown.getCause() != null
                ? thrown.getCause()
                : thrown;
        return switch (cause) {
            case StoreFailure known -> known;
            case AwsServiceException answer -> ofAnswer(answer);
            case Error bug -> bug;
            default -> new StoreFailure.Unreachable(words(cause), cause);
        };
    }

    private static StoreFailure ofAnswer(AwsServiceException answer) {
        String code = code(answer);
        int status = answer.statusCode();
        if (MISSING.contains(code) || status == 404) {
            return new StoreFailure.NotFound(code);
        }
        if (NOT_NOW.contains(code) || status == 503 || status == 429) {
            return new StoreFailure.Throttled(code + " (" + status + ")");
        }
        if (UNDECIDED.contains(code)) {
            return new StoreFailure.Unreachable("the zone answered " + status + " " + code, answer);
        }
        // 501 and 507 are as final as any 4xx; a redirect means another endpoint or region than was configured.
        return (status >= 300 && status < 500) || status == 501 || status == 507
                ? new StoreFailure.Rejected(code, words(answer))
                : new StoreFailure.Unreachable("the zone answered " + status + " " + code, answer);
    }

    private static String code(AwsServiceException answer) {
        String code = answer.awsErrorDetails() == null ? null : answer.awsErrorDetails().errorCode();
        if (code != null && !code.isBlank()) {
            return code;
        }
        return answer.statusCode() == 501 ? "NotImplemented" : Integer.toString(answer.statusCode());
    }

    private static String words(Throwable thrown) {
        return thrown.getMessage() == null ? thrown.getClass().getSimpleName() : thrown.getMessage();
    }
}
