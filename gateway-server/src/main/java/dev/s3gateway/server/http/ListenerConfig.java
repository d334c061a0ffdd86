package dev.s3gateway.server.http;

import java.time.Duration;
import java.util.Optional;

/**
 * One listening socket. Port 0 takes a free one.
 *
 * @param drainTime how long running requests may take to finish when the gateway stops
 */
public record ListenerConfig(String host, int port, Optional<TlsConfig> tls, HttpLimits limits, Duration drainTime) {

    public ListenerConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be between 0 and 65535, but is " + port);
        }
    }
}
