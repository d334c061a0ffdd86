package dev.s3gateway.object;

import java.util.regex.Pattern;

/** A bucket's name under the general rules of S3 (3–63 characters, no IP form, no reserved prefix or suffix). */
public record BucketName(String value) implements Comparable<BucketName> {

    private static final Pattern IP_ADDRESS = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");

    public BucketName {
        if (!isValid(value)) {
            throw new IllegalArgumentException("not a bucket name: " + value);
        }
    }

    public static boolean isValid(String name) {
        return hasShape(name) && !isAddress(name) && !name.contains("..")
                && !name.contains(".-") && !name.contains("-.") && !name.startsWith("xn--")
                && !name.endsWith("-s3alias") && !name.endsWith("--ol-s3");
    }

    /** By hand: every request and every row of the ledger names a bucket. */
    private static boolean hasShape(String name) {
        int length = name.length();
        if (length < 3 || length > 63 || !isAlphanumeric(name.charAt(0)) || !isAlphanumeric(name.charAt(length - 1))) {
            return false;
        }
        for (int i = 1; i < length - 1; i++) {
            char c = name.charAt(i);
            if (!isAlphanumeric(c) && c != '.' && c != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }

    private static boolean isAddress(String name) {
        return name.indexOf('.') > 0 && IP_ADDRESS.matcher(name).matches();
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
