package dev.s3gateway.object;

/**
 * The checksum that an upload in parts was begun with.
 *
 * @param fullObject whether it is to be that of all bytes, rather than the checksum of the parts' checksums
 */
public record UploadChecksum(ChecksumAlgorithm algorithm, boolean fullObject) {

    public UploadChecksum {
        if (!allows(algorithm, fullObject)) {
            throw new IllegalArgumentException(algorithm + (fullObject ? " of a full object" : " of parts"));
        }
    }

    /** What is not linear cannot be put together from parts; and the newest has no composite form. */
    public static boolean allows(ChecksumAlgorithm algorithm, boolean fullObject) {
        return switch (algorithm) {
            case SHA1, SHA256 -> !fullObject;
            case CRC64NVME -> fullObject;
            case CRC32, CRC32C -> true;
        };
    }

    /** The type that AWS takes where none was asked for. */
    public static UploadChecksum usual(ChecksumAlgorithm algorithm) {
        return new UploadChecksum(algorithm, algorithm == ChecksumAlgorithm.CRC64NVME);
    }

    /** {@code COMPOSITE} or {@code FULL_OBJECT}. */
    public String type() {
        return fullObject ? "FULL_OBJECT" : "COMPOSITE";
    }
}
