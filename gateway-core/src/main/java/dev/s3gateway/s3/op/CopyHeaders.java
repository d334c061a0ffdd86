package dev.s3gateway.s3.op;

import dev.s3gateway.failure.Failure.Fault;
import dev.s3gateway.failure.Failure.Malformed;
import dev.s3gateway.failure.Failure.NotImplemented;
import dev.s3gateway.object.ByteRange;
import dev.s3gateway.object.ChecksumAlgorithm;
import dev.s3gateway.object.Metadata;
import dev.s3gateway.object.ObjectRef;
import dev.s3gateway.s3.wire.CopySource;
import dev.s3gateway.s3.wire.Headers;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What requests for copies say in headers. */
final class CopyHeaders {

    private static final String RANGE = "x-amz-copy-source-range";
    private static final String CHECKSUM = "x-amz-checksum-algorithm";
    private static final Pattern BYTES = Pattern.compile("bytes=([0-9]{1,18})-([0-9]{1,18})");

    private CopyHeaders() {}

    /** The object whose only version this is. */
    static ObjectRef source(Headers headers) {
        CopySource source = CopySource.of(headers);
        Arguments.otherVersion(source.version())
                .ifPresent(_ -> {
                    throw Arguments.noSuchVersion();
                });
        return source.object();
    }

    /** Of the copy, where it is not to have that of its source. */
    static Optional<Metadata> metadata(Headers headers) {
        return isReplaced(headers, "x-amz-metadata-directive")
                ? Optional.of(ObjectMetadata.of(headers))
                : Optional.empty();
    }

    /** No object has tags, so it does not matter whose the copy gets; those that are sent are refused with their header. */
    static void requireTaggingDirective(Headers headers) {
        boolean _ = isReplaced(headers, "x-amz-tagging-directive");
    }

    private static boolean isReplaced(Headers headers, String directive) {
        return switch (headers.first(directive).orElse("COPY")) {
            case "COPY" -> false;
            case "REPLACE" -> true;
            default -> throw Arguments.invalid("Unknown " + directive.replace("x-amz-", "").replace('-', ' ') + ".");
        };
    }

    static Optional<ChecksumAlgorithm> checksum(Headers headers) {
        return headers.first(CHECKSUM)
                .map(name -> ChecksumAlgorithm.named(name)
                        .orElseThrow(() -> new Malformed(Fault.INVALID_REQUEST, "Checksum algorithm provided is "
                                + "unsupported. Please try again with any of the valid types: [CRC32, CRC32C, "
                                + "CRC64NVME, SHA1, SHA256]")));
    }

    /** Stricter than Range: both ends, and both in the source. */
    static Optional<ByteRange.Resolved> range(Headers headers) {
        return headers.first(RANGE).map(CopyHeaders::range);
    }

    /** Whoever says which bytes must not get all of them. */
    static void refuseRange(Headers headers) {
        if (headers.has(RANGE)) {
            throw new NotImplemented(RANGE);
        }
    }

    private static ByteRange.Resolved range(String text) {
        Matcher range = BYTES.matcher(text);
        if (!range.matches() || Long.parseLong(range.group(1)) > Long.parseLong(range.group(2))) {
            throw Arguments
                    .invalid("The x-amz-copy-source-range value must be of the form bytes=first-last where first "
                            + "and last are the zero-based offsets of the first and last bytes to copy");
        }
        return new ByteRange.Resolved(Long.parseLong(range.group(1)), Long.parseLong(range.group(2)));
    }
}
