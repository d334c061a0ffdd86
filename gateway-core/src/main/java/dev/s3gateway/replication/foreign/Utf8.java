package dev.s3gateway.replication.foreign;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/** The order of S3 listings: that of the bytes, which differs from that of Java's strings. */
final class Utf8 {

    static final Comparator<String> ORDER = (one, other) -> Arrays.compareUnsigned(
            one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));

    /** The greatest character there is. */
    static final String LAST = "\uDBFF\uDFFF";

    private Utf8() {}
}
