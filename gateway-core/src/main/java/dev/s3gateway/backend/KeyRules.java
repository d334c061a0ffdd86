package dev.s3gateway.backend;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * Which keys are safe in a zone bucket.
 *
 * @param unsafe keys with one of these are refused or mixed up
 * @param longest the most bytes of a key
 * @param longestName the most bytes between two slashes
 * @param nested an object may lie below another one, as {@code a/b} below {@code a}
 */
public record KeyRules(Set<KeyTrait> unsafe, int longest, int longestName, boolean nested) {

    /** What S3 promises. */
    public static final int LONGEST = 1024;
    public static final KeyRules ALL = new KeyRules(Set.of(), LONGEST, LONGEST, true);

    public KeyRules {
        unsafe = Set.copyOf(unsafe);
        if (longest < 64 || longestName < 64) {
            throw new IllegalArgumentException("a zone that takes no names of 64 bytes takes none of ours");
        }
    }

    public boolean allow(String key) {
        return (unsafe.isEmpty() || unsafe.stream().noneMatch(trait -> trait.isIn(key))) && isShort(key);
    }

    public boolean allowAll() {
        return equals(ALL);
    }

    /** In the order in which they are declared, for people. */
    public Set<KeyTrait> unsafeInOrder() {
        return unsafe.isEmpty() ? Set.of() : EnumSet.copyOf(unsafe);
    }

    // Three bytes at most for each char: most keys are not counted at all.
    private boolean isShort(String key) {
        return key.length() * 3 <= Math.min(longest, longestName)
                || (bytes(key) <= longest
                        && Arrays.stream(key.split("/", -1)).allMatch(name -> bytes(name) <= longestName));
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
