package dev.s3gateway.backend.guard;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a zone: whether its circuit is open, how long its answers to pings take lately, when it last answered
 * anything, and what last went wrong. An error from before the last answer is history, and is still told.
 */
public record Health(boolean open, Optional<Duration> latency, Optional<Instant> lastOk, Optional<Instant> lastFailed,
        Optional<String> lastError) {

    static final Health UNKNOWN = new Health(false, Optional.empty(), Optional.empty(), Optional.empty(),
            Optional.empty());

    Health answered(Instant at) {
        return new Health(open, latency, Optional.of(at), lastFailed, lastError);
    }

    Health failed(Instant at, String error) {
        return new Health(open, latency, lastOk, Optional.of(at), Optional.of(error));
    }

    /** One slow answer among many is no slow zone: it counts an eighth. */
    Health pinged(Duration took) {
        Duration usual = latency.map(before -> before.multipliedBy(7).plus(took).dividedBy(8)).orElse(took);
        return new Health(open, Optional.of(usual), lastOk, lastFailed, lastError);
    }

    Health with(boolean nowOpen) {
        return new Health(nowOpen, latency, lastOk, lastFailed, lastError);
    }
}
