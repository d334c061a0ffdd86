package dev.s3gateway.object;

import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One checksum of a whole object, in the base64 of its header. Where the object was uploaded in parts it may be that of
 * the parts' checksums; then it ends in {@code -N}.
 */
public record Checksum(ChecksumAlgorithm algorithm, String base64) {

    private static final Pattern COMPOSITE = Pattern.compile("-[1-9][0-9]{0,4}$");

    public Checksum {
        if (!isValid(algorithm, COMPOSITE.matcher(base64).replaceFirst(""))) {
            throw new IllegalArgumentException("not a " + algorithm + " checksum: " + base64);
        }
    }

    /** The checksum of this many checksums. */
    public static Checksum composite(ChecksumAlgorithm algorithm, byte[] raw, int parts) {
        return new Checksum(algorithm, Base64.getEncoder().encodeToString(raw) + "-" + parts);
    }

    public boolean isComposite() {
        return COMPOSITE.matcher(base64).find();
    }

    /** The value of what is not composite. */
    public byte[] raw() {
        return Base64.getDecoder().decode(base64);
    }

    public static Checksum of(ChecksumAlgorithm algorithm, byte[] raw) {
        return new Checksum(algorithm, Base64.getEncoder().encodeToString(raw));
    }

    /** As a client sends it, of the bytes themselves. */
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
