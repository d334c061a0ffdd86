package dev.s3gateway.backend.local;

import dev.s3gateway.backend.ZoneCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Where a local zone lies, and how many of its calls may wait for the disk at once. */
public record LocalZoneConfig(ZoneCode code, Path root, int threads) {

    /** With the longest key below it a path still stays within the 4096 bytes that Linux takes. */
    private static final int LONGEST_ROOT = 700;

    public LocalZoneConfig {
        root = root.toAbsolutePath().normalize();
        if (root.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_ROOT) {
            throw new IllegalArgumentException("the root of a local zone is longer than " + LONGEST_ROOT + " bytes");
        }
        if (threads < 1 || threads > 1024) {
            throw new IllegalArgumentException("a local zone needs 1 to 1024 threads, not " + threads);
        }
    }
}
