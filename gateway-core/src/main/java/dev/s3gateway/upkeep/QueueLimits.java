package dev.s3gateway.upkeep;

import java.time.Duration;

/**
 * How tasks are worked on.
 *
 * @param claim how long a task stays with a worker that was not heard of
 * @param atOnce tasks of one kind that one gateway works on side by side
 * @param firstRetry how long a task that failed waits; twice as long each further time
 * @param lastRetry and no longer than this
 */
public record QueueLimits(Duration claim, int atOnce, Duration firstRetry, Duration lastRetry) {

    public QueueLimits {
        if (claim.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("claim must be at least 1 s, but is " + claim);
        }
        if (atOnce < 1) {
            throw new IllegalArgumentException("at-once must be at least 1, but is " + atOnce);
        }
        if (!firstRetry.isPositive() || lastRetry.compareTo(firstRetry) < 0) {
            throw new IllegalArgumentException(
                    "first-retry must be longer than nothing, and last-retry at least as long");
        }
    }
}
