package dev.s3gateway.server.settings;

import dev.s3gateway.job.Pace;
import dev.s3gateway.upkeep.QueueLimits;
import java.security.SecureRandom;
import java.time.Duration;

/**
 * How much of the machine upkeep takes: a job that worked rests {@code restRatio} times as long, up to
 * {@code longestRest}; after failures it pauses longer each time. The rest is about tasks, see {@link QueueLimits}.
 */
public record JobsConfig(double restRatio, Duration longestRest, Duration firstPause, Duration longestPause,
        Duration claim,
        int atOnce, Duration firstRetry, Duration lastRetry) {

    public JobsConfig {
        if (restRatio < 0 || longestRest.isNegative()) {
            throw new IllegalArgumentException("rest-ratio and longest-rest cannot be negative");
        }
        if (!firstPause.isPositive() || longestPause.compareTo(firstPause) < 0) {
            throw new IllegalArgumentException(
                    "first-pause must be longer than nothing, and longest-pause at least as long");
        }
        var _ = new QueueLimits(claim, atOnce, firstRetry, lastRetry);
    }

    public Pace pace() {
        return new Pace(restRatio, longestRest, firstPause, longestPause, new SecureRandom());
    }

    public QueueLimits queue() {
        return new QueueLimits(claim, atOnce, firstRetry, lastRetry);
    }
}
