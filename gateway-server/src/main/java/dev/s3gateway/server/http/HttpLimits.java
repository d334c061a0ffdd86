package dev.s3gateway.server.http;

import java.time.Duration;

/**
 * What a client may cost before its request is understood.
 *
 * @param headTime from the first byte of a request to the end of its header section
 * @param idleTime how long a connection may rest between two requests
 * @param bodyIdleTime the longest pause while we wait for a body's next byte, or for the client to take one of ours
 * @param bodyFloorRate bytes a second that a body must arrive with, over the time that we waited for it
 * @param bodyFloorGrace before that a rate says nothing: connections start slowly
 * @param lingerTime how long the rest of a refused body is read, so that the answer is not lost in a reset
 * @param maxConnections open connections; more are not accepted
 */
public record HttpLimits(Duration headTime, Duration idleTime, Duration bodyIdleTime, long bodyFloorRate,
        Duration bodyFloorGrace, Duration lingerTime, int maxConnections) {

    static final int MAX_REQUEST_LINE = 8 * 1024;
    static final int MAX_HEADER_SECTION = 16 * 1024;
    static final int MAX_HEADERS = 100;
    static final int READ_SIZE = 256 * 1024;
    static final int WRITE_WATERMARK = 1024 * 1024;
    static final int MAX_LINGER_BYTES = 256 * 1024;

    public HttpLimits {
        if (!headTime.isPositive() || !idleTime.isPositive() || !bodyIdleTime.isPositive()
                || bodyFloorGrace.isNegative() || lingerTime.isNegative()) {
            throw new IllegalArgumentException("head-time, idle-time and body-idle-time must be longer than nothing,"
                    + " body-floor-grace and linger-time not negative");
        }
        if (maxConnections < 1 || bodyFloorRate < 0) {
            throw new IllegalArgumentException("max-connections must be positive and body-floor-rate not negative");
        }
    }
}
