package dev.s3gateway.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How the bundled database is run.
 *
 * @param binDir PostgreSQL's programs, instead of the bundled ones
 * @param port its port on 127.0.0.1; 0 takes a free one at each start
 * @param startTimeout how long a start may take, recovery after a crash included
 * @param stopTimeout how long a clean stop may take before it is forced
 */
public record EmbeddedConfig(Optional<Path> binDir, int port, Duration startTimeout, Duration stopTimeout) {

    public EmbeddedConfig {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port must be between 0 and 65535, but is " + port);
        }
        if (!startTimeout.isPositive()) {
            throw new IllegalArgumentException("start-timeout must be longer than zero");
        }
        if (!stopTimeout.isPositive()) {
            throw new IllegalArgumentException("stop-timeout must be longer than zero");
        }
    }
}
