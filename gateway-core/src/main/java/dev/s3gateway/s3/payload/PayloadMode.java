package dev.s3gateway.s3.payload;

import dev.s3gateway.failure.Failure;
import dev.s3gateway.failure.Failure.Fault;
import dev.s3gateway.object.Checksum;
import dev.s3gateway.object.ChecksumAlgorithm;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** How a body is protected, as {@code x-amz-content-sha256} says. */
public sealed interface PayloadMode {

    String UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD";
    String UNSIGNED_CHUNKS_WITH_TRAILER = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
    String SIGNED_CHUNKS = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
    String SIGNED_CHUNKS_WITH_TRAILER = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";

    /** The whole body has this SHA-256, in lower-case hex. */
    record Hashed(String sha256) implements PayloadMode {

        public Checksum checksum() {
            return Checksum.of(ChecksumAlgorithm.SHA256, HexFormat.of().parseHex(sha256));
        }
    }

    /** Nothing is said about the body. */
    record Unsigned() implements PayloadMode {}

    /** The body comes in aws-chunked framing. */
    record Chunked(boolean signed, boolean trailer) implements PayloadMode {}

    static PayloadMode parse(String header) {
        return switch (header) {
            case UNSIGNED_PAYLOAD -> new Unsigned();
            case UNSIGNED_CHUNKS_WITH_TRAILER -> new Chunked(false, true);
            case SIGNED_CHUNKS -> new Chunked(true, false);
            case SIGNED_CHUNKS_WITH_TRAILER -> new Chunked(true, true);
            default -> hashed(header);
        };
    }

    private static PayloadMode hashed(String header) {
        if (header.startsWith("STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD")) {
            throw new Failure.Malformed(Fault.INVALID_REQUEST, "The authorization mechanism you have provided is not "
                    + "supported. Please use AWS4-HMAC-SHA256.");
        }
        if (!Shape.SHA256.matcher(header).matches()) {
            throw new Failure.Malformed(Fault.INVALID_ARGUMENT, "x-amz-content-sha256 must be " + UNSIGNED_PAYLOAD
                    + ", " + UNSIGNED_CHUNKS_WITH_TRAILER + ", " + SIGNED_CHUNKS + ", " + SIGNED_CHUNKS_WITH_TRAILER
                    + " or a valid sha256 value.");
        }
        return new Hashed(header);
    }

    /** Holds what an interface cannot hide. */
    final class Shape {
        private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

        private Shape() {}
    }
}
