package dev.s3gateway.server.settings;

import dev.s3gateway.backend.s3.S3Limits;
import java.time.Duration;

/**
 * How zones behind the S3 protocol are connected to.
 *
 * @param connect until a connection stands, and again until its TLS does
 * @param silence of a connection in use; the silence of a client counts as well
 * @param connections at most, to each zone
 */
public record S3ZonesConfig(Duration connect, Duration silence, int connections) {

    public S3ZonesConfig {
        // The limits of a call come from elsewhere; these three are checked there.
        var _ = new S3Limits(connect, silence, Duration.ofSeconds(1), connections);
    }

    public S3Limits limits(Duration call) {
        return new S3Limits(connect, silence, call, connections);
    }
}
