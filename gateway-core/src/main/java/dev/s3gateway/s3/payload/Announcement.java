package dev.s3gateway.s3.payload;

import dev.s3gateway.failure.Failure;
import dev.s3gateway.failure.Failure.Fault;
import dev.s3gateway.object.ChecksumAlgorithm;
import dev.s3gateway.s3.wire.Headers;
import dev.s3gateway.s3.wire.S3Request;
import dev.s3gateway.s3.wire.Target;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** What the headers of a request say about the length of its body and about its trailer. */
record Announcement(long decodedLength, Optional<ChecksumAlgorithm> trailing) {

    static Announcement of(Headers headers, boolean trailer) {
        if (!trailer) {
            requireNoTrailer(headers);
        }
        return new Announcement(decodedLength(headers), trailing(headers));
    }

    ChunkFormat format(boolean trailer, Optional<ChunkVerifier> verifier) {
        return new ChunkFormat(decodedLength, verifier, trailer,
                trailing.map(ChecksumAlgorithm::header).stream().collect(Collectors.toSet()));
    }

    /** A checksum that is announced and cannot come would leave the body unchecked without a word. */
    static void requireNoTrailer(Headers headers) {
        if (headers.has("x-amz-trailer")) {
            throw invalidRequest("x-amz-trailer needs a payload with a trailer.");
        }
    }

    /** Every zone wants to know the length of an object beforehand; short bodies of other requests need not tell. */
    static OptionalLong plainLength(S3Request request) {
        OptionalLong length = request.body().length();
        if (length.isEmpty() && request.method().equals("PUT") && request.target() instanceof Target.Key) {
            throw noLength();
        }
        return length;
    }

    private static long decodedLength(Headers headers) {
        String text = headers.first("x-amz-decoded-content-length").orElseThrow(Announcement::noLength);
        if (!text.matches("\\d{1,18}")) {
            throw new Failure.Malformed(Fault.INVALID_ARGUMENT,
                    "The value of x-amz-decoded-content-length must be a number of bytes.");
        }
        return Long.parseLong(text);
    }

    private static Optional<ChecksumAlgorithm> trailing(Headers headers) {
        List<String> names = headers.all("x-amz-trailer")
                .stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
        if (Set.copyOf(names).size() > 1) {
            throw invalidRequest("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
        }
        return names.stream()
                .findFirst()
                .map(name -> ChecksumAlgorithm.ofHeader(name)
                        .orElseThrow(() -> invalidRequest(
                                "The value specified in the x-amz-trailer header is not supported")));
    }

    private static Failure noLength() {
        return new Failure.Malformed(Fault.MISSING_CONTENT_LENGTH,
                "You must provide the Content-Length HTTP header.");
    }

    private static Failure invalidRequest(String message) {
        return new Failure.Malformed(Fault.INVALID_REQUEST, message);
    }
}
