package dev.s3gateway.server.http;

import java.time.Duration;

/**
 * What a client may cost before its request is understood.
 *
 * @param headTime from the first byte of a request to the end of its header section
 * @param idleTime how long a connection may rest between two requests
 * @param bodyIdleTime the longest pause while we wait for a body's next byte, or for the client to take one of ours
 * @param bodyFloorRate bytes a second that a body must arrive with, over the time that we waited for it
 * @param lingerTime how long the rest of a refused body is read, so that the answer is not lost in a reset
 * @param maxConnections open connections; more are not accepted
 */
public record HttpLimits(Duration headTime, Duration idleTime, Duration bodyIdleTime, long bodyFloorRate,
        Duration lingerTime, int maxConnections) {

    public static final HttpLimits DEFAULT = new HttpLimits(Duration.ofSeconds(10), Duration.ofSeconds(60),
            Duration.ofSeconds(30), 1024, Duration.ofSeconds(1), 20_000);

    static final int MAX_REQUEST_LINE = 8 * 1024;
    static final int MAX_HEADER_SECTION = 16 * 1024;
    static final int MAX_HEADERS = 100;
    static final int READ_SIZE = 256 * 1024;
    static final int WRITE_WATERMARK = 1024 * 1024;
    static final int MAX_LINGER_BYTES = 256 * 1024;

    public HttpLimits {
        if (maxConnections < 1 || bodyFloorRate < 0) {
            throw new IllegalArgumentException("max-connections must be positive and body-floor-rate not negative");
        }
    }
}
