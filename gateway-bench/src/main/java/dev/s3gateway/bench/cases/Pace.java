package dev.s3gateway.bench.cases;

import java.time.Duration;

/**
 * How long and how often is measured. Five interleaved rounds after at least 20 s of warm-up are the method of the table;
 * all cases in a row take more than an hour even so, so that rounds are short and nothing is warmed up twice.
 */
public record Pace(Duration warmUp, int rounds, Duration round, boolean quick) {

    public static Pace full() {
        return new Pace(Duration.ofSeconds(20), 5, Duration.ofSeconds(4), false);
    }

    public static Pace quickly() {
        return new Pace(Duration.ofSeconds(4), 3, Duration.ofSeconds(3), true);
    }

    /** For pictures, and for what stands beside the table: there the shape counts, but of what is warm. */
    public Pace sketching() {
        return new Pace(warmUp, 3, Duration.ofSeconds(2), quick);
    }

    /** After which a case is given up. */
    public Duration bound() {
        return quick ? Duration.ofMinutes(6) : Duration.ofMinutes(40);
    }
}
