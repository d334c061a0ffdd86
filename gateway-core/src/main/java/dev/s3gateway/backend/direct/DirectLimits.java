package dev.s3gateway.backend.direct;

import dev.s3gateway.backend.s3.S3Limits;
import java.time.Duration;

/**
 * How long to wait for a zone, and what to keep.
 *
 * @param connect until a connection stands, name and TLS included
 * @param answer from the last byte of a request to the first of its answer
 * @param progress the longest time in which a zone takes or sends nothing although it could
 * @param permission how long a large body waits for {@code 100 Continue}; there are services that never send it
 * @param idle how long a connection is kept without a request
 * @param age how long it is used at all, and how long an address is believed: a zone that got another one is found there
 *        after twice this time
 * @param connections at most, for each zone and event loop
 */
public record DirectLimits(Duration connect, Duration answer, Duration progress, Duration permission, Duration idle,
        Duration age, int connections) {

    public static final DirectLimits STANDARD = new DirectLimits(Duration.ofSeconds(3), Duration.ofMinutes(2),
            Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(30), 128);

    public DirectLimits {
        if (connections < 1) {
            throw new IllegalArgumentException("connections must be at least 1, but is " + connections);
        }
    }

    /** As patient as the SDK's clients are where the two can be compared. */
    public static DirectLimits like(S3Limits sdk) {
        return new DirectLimits(sdk.connect(), sdk.silence(), STANDARD.progress, STANDARD.permission, STANDARD.idle,
                STANDARD.age, Math.max(8, sdk.connections() / 2));
    }
}
