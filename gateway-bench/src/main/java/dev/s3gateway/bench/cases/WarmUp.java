package dev.s3gateway.bench.cases;

import java.time.Duration;

/**
 * Runs a side until it is warm: for the time that the pace gives, and on, up to four times as long, while its figure
 * still moves by more than a tenth from one part of that time to the next.
 */
final class WarmUp {

    private static final int PARTS = 4;
    private static final int MOST = 4 * PARTS;
    private static final double STEADY = 0.1;

    private WarmUp() {}

    static void of(Pace pace, Contender contender) {
        Duration part = pace.warmUp().dividedBy(PARTS);
        double before = contender.turn().taken(part);
        for (int parts = 1; parts < MOST; parts++) {
            double now = contender.turn().taken(part);
            boolean steady = Math.abs(now - before) <= STEADY * before;
            if (steady && parts + 1 >= PARTS) {
                return;
            }
            before = now;
        }
    }
}
