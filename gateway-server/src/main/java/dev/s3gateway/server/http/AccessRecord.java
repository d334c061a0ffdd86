package dev.s3gateway.server.http;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One request, when it is over. {@code status} is what was answered, {@link #CLIENT_GONE} where the client left before.
 *
 * @param cut the response was begun and could not be finished
 * @param reason what went wrong where the fault is not the client's, for whoever runs the gateway
 */
public record AccessRecord(String id, String dialect, String method, String path, String operation,
        Optional<String> bucket, Optional<String> key, int status, boolean cut, long bytesIn, long bytesOut,
        Instant receivedAt, Duration took, String caller, String sourceIp, String userAgent, String zones,
        String reason) {

    public static final int CLIENT_GONE = 499;

    static AccessRecord ofRefusal(String id, Refusal refusal, String sourceIp) {
        return new AccessRecord(id, "http", "-", "-", refusal.code(), Optional.empty(), Optional.empty(),
                refusal.status(), false, 0, 0, Instant.now(), Duration.ZERO, "anonymous", sourceIp, "", "", "");
    }
}
