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

    public S3Limits {
        if (!connect.isPositive() || !silence.isPositive() || !call.isPositive()) {
            throw new IllegalArgumentException("connect, silence and call must be longer than nothing");
        }
        if (connections < 1) {
            throw new IllegalArgumentException("connections must be at least 1, but is " + connections);
        }
    }
}
