package dev.s3gateway.backend.s3;

import dev.s3gateway.backend.StoreFailure;
import java.io.IOException;
import java.net.ConnectException;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** The border at which the SDK's exceptions end: from here on there is only {@link StoreFailure}. */
final class SdkFailures {

    private SdkFailures() {}

    static Throwable translate(Throwable thrown) {
        Throwable cause = thrown instanceof CompletionException && thrown.getCause() != null
                ? thrown.getCause()
                : thrown;
        return switch (cause) {
            case StoreFailure known -> known;
            case AwsServiceException answer -> Refusals.of(answer.statusCode(), code(answer), words(answer));
            case Error bug -> bug;
            default -> new StoreFailure.Unreachable(words(cause), cause);
        };
    }

    /** Whether a connection that stood is what failed. */
    static boolean isEndedConnection(Throwable failure) {
        return failure instanceof StoreFailure.Unreachable && failure.getCause() instanceof SdkClientException told
                && told.getCause() instanceof IOException cause
                && !(cause instanceof ConnectException || cause instanceof SSLException);
    }

    private static String code(AwsServiceException answer) {
        String code = answer.awsErrorDetails() == null ? null : answer.awsErrorDetails().errorCode();
        return code == null ? "" : code;
    }

    private static String words(Throwable thrown) {
        return thrown.getMessage() == null ? thrown.getClass().getSimpleName() : thrown.getMessage();
    }
}
