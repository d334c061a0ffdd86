package dev.s3gateway.object;

import java.util.Base64;
import java.util.Optional;

/** One checksum of a whole object, in the base64 of its header. */
public record Checksum(ChecksumAlgorithm algorithm, String base64) {

    public Checksum {
        if (!isValid(algorithm, base64)) {
            throw new IllegalArgumentException("not a " + algorithm + " checksum: " + base64);
        }
    }

    public static Checksum of(ChecksumAlgorithm algorithm, byte[] raw) {
        return new Checksum(algorithm, Base64.getEncoder().encodeToString(raw));
    }

    public static Optional<Checksum> parse(ChecksumAlgorithm algorithm, String base64) {
        return isValid(algorithm, base64) ? Optional.of(new Checksum(algorithm, base64)) : Optional.empty();
    }

    private static boolean isValid(ChecksumAlgorithm algorithm, String base64) {
        try {
            return Base64.getDecoder().decode(base64).length == algorithm.bytes();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
