package dev.s3gateway.s3.wire;

import dev.s3gateway.failure.Failure;
import dev.s3gateway.failure.Failure.Denied;
import dev.s3gateway.failure.Failure.Malformed;
import java.time.Duration;

/** Code, status and words of every failure, as AWS documents them: scripts match on all three. */
final class ErrorWords {

    private ErrorWords() {}

    static S3Error of(Failure failure) {
        return switch (failure) {
            case Failure.NoSuchKey missing ->
                S3Error.plain(404, "NoSuchKey", "The specified key does not exist.")
                        .detail("Key", missing.object.key().value());
            case Failure.NoSuchBucket missing ->
                S3Error.plain(404, "NoSuchBucket", "The specified bucket does not exist")
                        .detail("BucketName", missing.bucket.value());
            case Failure.BucketAlreadyExists _ ->
                S3Error.plain(409, "BucketAlreadyExists", "The requested bucket name is not available. The bucket "
                        + "namespace is shared by all users of the system. Please select a different name and try again.");
            case Failure.BucketAlreadyOwnedByYou _ ->
                S3Error.plain(409, "BucketAlreadyOwnedByYou",
                        "Your previous request to create the named bucket succeeded and you already own it.");
            case Failure.BucketNotEmpty _ ->
                S3Error.plain(409, "BucketNotEmpty", "The bucket you tried to delete is not empty");
            case Failure.PreconditionFailed failed ->
                S3Error.plain(412, "PreconditionFailed",
                        "At least one of the pre-conditions you specified did not hold")
                        .detail("Condition", failed.condition);
            case Failure.ConditionalConflict _ ->
                S3Error.plain(409, "ConditionalRequestConflict", "The conditional request cannot succeed due to a "
                        + "conflicting operation against this resource.");
            case Failure.NotModified unchanged ->
                S3Error.plain(304, "NotModified", "Not Modified")
                        .header("ETag", '"' + unchanged.etag + '"')
                        .header("Last-Modified", HttpDates.format(unchanged.lastModified));
            case Failure.InvalidRange outside ->
                S3Error.plain(416, "InvalidRange", "The requested range is not satisfiable")
                        .detail("ActualObjectSize", Long.toString(outside.size))
                        .header("Content-Range", "bytes */" + outside.size);
            case Malformed malformed -> of(malformed).details(malformed.details);
            case Denied denied -> S3Error.plain(403, code(denied.refusal), denied.getMessage());
            case Failure.NotImplemented missing ->
                S3Error.plain(501, "NotImplemented",
                        "A header you provided implies functionality that is not implemented: " + missing.feature);
            case Failure.MethodNotAllowed refused ->
                S3Error.plain(405, "MethodNotAllowed",
                        "The specified method is not allowed against this resource.")
                        .detail("Method", refused.method)
                        .header("Allow", String.join(", ", refused.allowed));
            case Failure.TooFewCopies _ -> slowDown(Duration.ofSeconds(1));
            case Failure.Overloaded overloaded -> slowDown(overloaded.retryAfter);
            case Failure.ReadOnly stopped ->
                S3Error.plain(503, "ServiceUnavailable", "Nothing can be written for now: " + stopped.getMessage())
                        .header("Retry-After", "10");
            case Failure.EveryZoneFailed _ -> S3Error.internal();
        };
    }

    private static S3Error slowDown(Duration retryAfter) {
        return S3Error.plain(503, "SlowDown", "Please reduce your request rate.")
                .header("Retry-After", Long.toString(Math.max(1, retryAfter.toSeconds())));
    }

    private static String code(Failure.Refusal refusal) {
        return switch (refusal) {
            case ACCESS_DENIED -> "AccessDenied";
            case INVALID_ACCESS_KEY_ID -> "InvalidAccessKeyId";
            case SIGNATURE_DOES_NOT_MATCH -> "SignatureDoesNotMatch";
            case REQUEST_TIME_TOO_SKEWED -> "RequestTimeTooSkewed";
        };
    }

    private static S3Error of(Malformed malformed) {
        String words = malformed.getMessage();
        return switch (malformed.fault) {
            case BAD_DIGEST -> S3Error.plain(400, "BadDigest", words);
            case ENTITY_TOO_LARGE -> S3Error.plain(400, "EntityTooLarge", words);
            case ENTITY_TOO_SMALL -> S3Error.plain(400, "EntityTooSmall", words);
            case INCOMPLETE_BODY -> S3Error.plain(400, "IncompleteBody", words);
            case INVALID_ARGUMENT -> S3Error.plain(400, "InvalidArgument", words);
            case INVALID_BUCKET_NAME -> S3Error.plain(400, "InvalidBucketName", words);
            case INVALID_CHUNK_SIZE -> S3Error.plain(400, "InvalidChunkSizeError", words);
            case INVALID_DIGEST -> S3Error.plain(400, "InvalidDigest", words);
            case INVALID_LOCATION_CONSTRAINT -> S3Error.plain(400, "InvalidLocationConstraint", words);
            case INVALID_PART -> S3Error.plain(400, "InvalidPart", words);
            case INVALID_PART_NUMBER -> S3Error.plain(416, "InvalidPartNumber", words);
            case INVALID_PART_ORDER -> S3Error.plain(400, "InvalidPartOrder", words);
            case INVALID_REQUEST -> S3Error.plain(400, "InvalidRequest", words);
            case INVALID_TOKEN -> S3Error.plain(400, "InvalidToken", words);
            case INVALID_URI -> S3Error.plain(400, "InvalidURI", words);
            case KEY_TOO_LONG -> S3Error.plain(400, "KeyTooLongError", words);
            case MALFORMED_TRAILER -> S3Error.plain(400, "MalformedTrailerError", words);
            case MALFORMED_XML -> S3Error.plain(400, "MalformedXML", words);
            case MAX_MESSAGE_LENGTH_EXCEEDED -> S3Error.plain(400, "MaxMessageLengthExceeded", words);
            case METADATA_TOO_LARGE -> S3Error.plain(400, "MetadataTooLarge", words);
            case MISSING_CONTENT_LENGTH -> S3Error.plain(411, "MissingContentLength", words);
            case MISSING_REQUEST_BODY -> S3Error.plain(400, "MissingRequestBodyError", words);
            case NO_SUCH_UPLOAD -> S3Error.plain(404, "NoSuchUpload", words);
            case NO_SUCH_VERSION -> S3Error.plain(404, "NoSuchVersion", words);
            case REQUEST_HEADER_SECTION_TOO_LARGE -> S3Error.plain(400, "RequestHeaderSectionTooLarge", words);
            case REQUEST_TIMEOUT -> S3Error.plain(400, "RequestTimeout", words);
            case CONTENT_SHA256_MISMATCH -> S3Error.plain(400, "XAmzContentSHA256Mismatch", words);
            case AUTHORIZATION_HEADER_MALFORMED -> S3Error.plain(400, "AuthorizationHeaderMalformed", words);
            case AUTHORIZATION_QUERY_PARAMETERS_ERROR ->
                S3Error.plain(400, "AuthorizationQueryParametersError", words);
        };
    }
}
