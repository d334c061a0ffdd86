package dev.s3gateway.job;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long a job rests. After work, {@code ratio} times as long as it worked, so that upkeep takes its share and no
 * more, whatever the load; after a failure, longer each time. Every rest is a little random: gateways that started
 * together must not ask together for ever.
 */
public record Pace(double ratio, Duration longestRest, Duration firstPause, Duration longestPause,
        RandomGenerator random) {

    public Pace {
        if (ratio < 0 || longestRest.isNegative() || !firstPause.isPositive()
                || longestPause.compareTo(firstPause) < 0) {
            throw new IllegalArgumentException("a pace needs a ratio of at least 0 and pauses that grow");
        }
    }

    Duration afterWork(Duration worked) {
        return jittered(least(Duration.ofNanos((long) (worked.toNanos() * ratio)), longestRest));
    }

    Duration afterIdle(Duration rest) {
        return jittered(rest);
    }

    Duration afterFailure(int failuresInARow) {
        int doublings = Math.min(20, Math.max(0, failuresInARow - 1));
        return jittered(least(firstPause.multipliedBy(1L << doublings), longestPause));
    }

    private Duration jittered(Duration rest) {
        return Duration.ofNanos((long) (rest.toNanos() * random.nextDouble(0.9, 1.1)));
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
