package dev.s3gateway.bench.cases;

import java.time.Duration;

/** How long and how often is measured. */
public record Pace(Duration warmUp, int rounds, Duration round, boolean quick) {

    public static Pace full() {
        return new Pace(Duration.ofSeconds(20), 5, Duration.ofSeconds(10), false);
    }

    public static Pace quickly() {
        return new Pace(Duration.ofSeconds(4), 3, Duration.ofSeconds(3), true);
    }

    /** After which a case is given up. */
    public Duration bound() {
        return quick ? Duration.ofMinutes(6) : Duration.ofMinutes(20);
    }
}
