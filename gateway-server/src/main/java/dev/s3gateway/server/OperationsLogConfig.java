package dev.s3gateway.server;

import java.time.Duration;

/** What becomes of the log of operations; {@code retention}: how long an entry is kept at least. */
record OperationsLogConfig(Duration retention) {

    OperationsLogConfig {
        if (retention.compareTo(Duration.ofDays(1)) < 0) {
            throw new IllegalArgumentException("retention must be at least 1 day, since whole days are dropped");
        }
    }
}
