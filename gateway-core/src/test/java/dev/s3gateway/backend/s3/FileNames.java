package dev.s3gateway.backend.s3;

import dev.s3gateway.backend.Layout;
import dev.s3gateway.backend.OddKeys;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The keys that a service cannot keep because it keeps objects as files: names that mean a directory or another file are
 * refused or mixed up, below an object there can be no other, and a name has a longest length.
 */
public record FileNames(Layout layout, int longest) {

    /** What the seal of an attempt appends, in its length. */
    private static final String SEAL = "!" + "0".repeat(36) + ".1";

    public List<String> refused() {
        return OddKeys.all().filter(key -> isRefused(name(key)) || isDirectory(key)).toList();
    }

    /** Where an object may end in a slash, and lie below another one. */
    List<String> refusedBesideDirectories() {
        return OddKeys.all().filter(key -> isRefused(name(key))).toList();
    }

    private boolean isRefused(String name) {
        return name.startsWith("/") || name.contains("//")
                || Arrays.stream(name.split("/"))
                        .anyMatch(part -> part.equals(".") || part.equals("..") || bytes(part) > longest);
    }

    private boolean isDirectory(String key) {
        return name(key).endsWith("/") || OddKeys.all().anyMatch(other -> name(key).startsWith(name(other) + "/"));
    }

    private String name(String key) {
        if (layout == Layout.NATURAL) {
            return key;
        }
        return bytes(key + SEAL) <= 1024 ? key + SEAL : ".s3gateway/" + "0".repeat(36);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
