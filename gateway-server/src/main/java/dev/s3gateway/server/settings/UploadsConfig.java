package dev.s3gateway.server.settings;

import java.time.Duration;

/**
 * What becomes of uploads in parts.
 *
 * @param stale one that was begun so long ago and not ended is given up
 * @param remembered after its end the same request gets the same answer for so long
 */
public record UploadsConfig(Duration stale, Duration remembered) {

    public UploadsConfig {
        if (stale.compareTo(Duration.ofHours(1)) < 0 || remembered.isNegative()) {
            throw new IllegalArgumentException("stale must be at least 1 hour, and remembered not negative");
        }
    }
}
