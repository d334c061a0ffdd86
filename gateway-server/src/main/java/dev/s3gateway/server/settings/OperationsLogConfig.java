package dev.s3gateway.server.settings;

import java.time.Duration;

/**
 * What becomes of the log of operations.
 *
 * @param retention how long an entry is kept at least
 * @param waiting entries of reads and refusals that may wait to be written; what is beyond is dropped, and counted
 * @param flush how often those are written
 */
public record OperationsLogConfig(Duration retention, int waiting, Duration flush) {

    public OperationsLogConfig {
        if (retention.compareTo(Duration.ofDays(1)) < 0) {
            throw new IllegalArgumentException("retention must be at least 1 day, since whole days are dropped");
        }
        if (waiting < 1 || !flush.isPositive()) {
            throw new IllegalArgumentException("waiting must be at least 1, and flush longer than nothing");
        }
    }
}
