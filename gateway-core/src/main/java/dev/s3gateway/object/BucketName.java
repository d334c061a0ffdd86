package dev.s3gateway.object;

import java.util.regex.Pattern;

/** A bucket's name under the general rules of S3 (3–63 characters, no IP form, no reserved prefix or suffix). */
public record BucketName(String value) implements Comparable<BucketName> {

    private static final Pattern SHAPE = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern IP_ADDRESS = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");

    public BucketName {
        if (!isValid(value)) {
            throw new IllegalArgumentException("not a bucket name: " + value);
        }
    }

    public static boolean isValid(String name) {
        return SHAPE.matcher(name).matches() && !IP_ADDRESS.matcher(name).matches() && !name.contains("..")
                && !name.contains(".-") && !name.contains("-.") && !name.startsWith("xn--")
                && !name.endsWith("-s3alias") && !name.endsWith("--ol-s3");
    }

    @Override
    public int compareTo(BucketName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
