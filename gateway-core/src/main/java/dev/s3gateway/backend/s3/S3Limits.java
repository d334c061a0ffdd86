package dev.s3gateway.backend.s3;

import java.time.Duration;

/**
 * How long to wait for a zone, and how many connections to have.
 *
 * @param connect until a connection stands, and again until its TLS does
 * @param silence of a connection in use, in either direction. The SDK counts the silence of a client who uploads or
 *        downloads as the zone's, so it exceeds the longest one that we bear with
 * @param call a call without a body, from its start to its answer, and a download until its first byte
 * @param connections at most, for each zone
 */
public record S3Limits(Duration connect, Duration silence, Duration call, int connections) {

    public static final S3Limits STANDARD = new S3Limits(Duration.ofSeconds(3), Duration.ofMinutes(2),
            Duration.ofSeconds(20), 256);

    public S3Limits {
        if (connections < 1) {
            throw new IllegalArgumentException("connections must be at least 1, but is " + connections);
        }
    }
}
