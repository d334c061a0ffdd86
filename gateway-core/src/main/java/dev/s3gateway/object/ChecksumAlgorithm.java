package dev.s3gateway.object;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The checksums that S3 clients may send beside an object. */
public enum ChecksumAlgorithm {
    CRC32(4), CRC32C(4), CRC64NVME(8), SHA1(20), SHA256(32);

    private final int bytes;

    ChecksumAlgorithm(int bytes) {
        this.bytes = bytes;
    }

    /** The length of the raw checksum. */
    public int bytes() {
        return bytes;
    }

    /** {@code x-amz-checksum-crc32} and so on. */
    public String header() {
        return "x-amz-checksum-" + name().toLowerCase(Locale.ROOT);
    }

    public static Optional<ChecksumAlgorithm> ofHeader(String header) {
        return Arrays.stream(values()).filter(a -> a.header().equalsIgnoreCase(header)).findFirst();
    }

    public static Optional<ChecksumAlgorithm> named(String name) {
        return Arrays.stream(values()).filter(a -> a.name().equalsIgnoreCase(name)).findFirst();
    }
}
