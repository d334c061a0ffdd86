package dev.s3gateway.object;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A key: 1 to 1024 bytes of UTF-8, opaque, never normalised. Ordered by its UTF-8 bytes, which is the order of S3
 * listings and differs from the order of Java strings where surrogate pairs are involved.
 */
public record ObjectKey(String value) implements Comparable<ObjectKey> {

    public static final int MAX_BYTES = 1024;

    public ObjectKey {
        if (!isValid(value)) {
            throw new IllegalArgumentException(
                    "not an object key: " + value.getBytes(StandardCharsets.UTF_8).length + " bytes");
        }
    }

    public static boolean isValid(String value) {
        int bytes = value.getBytes(StandardCharsets.UTF_8).length;
        return bytes > 0 && bytes <= MAX_BYTES && value.indexOf('\0') < 0;
    }

    public byte[] utf8() {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public int compareTo(ObjectKey other) {
        return Arrays.compareUnsigned(utf8(), other.utf8());
    }

    @Override
    public String toString() {
        return value;
    }
}
