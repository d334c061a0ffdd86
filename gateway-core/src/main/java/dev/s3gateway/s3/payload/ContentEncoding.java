package dev.s3gateway.s3.payload;

import dev.s3gateway.s3.wire.Headers;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code aws-chunked} describes the way here, not the object: it is never stored, the other codings are. */
public final class ContentEncoding {

    private static final String AWS_CHUNKED = "aws-chunked";

    private ContentEncoding() {}

    /** What to store of the Content-Encoding of a request, as it was written; empty where nothing is left. */
    public static Optional<String> stored(Headers headers) {
        String written = String.join(",", headers.all("content-encoding"));
        String kept = codings(written).anyMatch(AWS_CHUNKED::equalsIgnoreCase) ? withoutOurs(written) : written;
        return Optional.of(kept).filter(text -> !text.isEmpty());
    }

    private static String withoutOurs(String written) {
        return codings(written).filter(coding -> !coding.equalsIgnoreCase(AWS_CHUNKED))
                .collect(Collectors.joining(","));
    }

    private static Stream<String> codings(String written) {
        return Arrays.stream(written.split(",")).map(String::strip).filter(coding -> !coding.isEmpty());
    }
}
