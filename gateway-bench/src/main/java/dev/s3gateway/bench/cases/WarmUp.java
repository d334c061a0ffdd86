package dev.s3gateway.bench.cases;

import java.time.Duration;

/**
 * Runs a side until it is warm: for the time that the pace gives, and on, up to five times as long, while its figure
 * still moves by more than a tenth from one part of that time to the next or its compilers are still at work.
 */
final class WarmUp {

    private static final int PARTS = 4;
    private static final int MOST = 5 * PARTS;
    private static final double STEADY = 0.1;
    /** Of the time, all processors counted as one. */
    private static final double COMPILING = 0.06;

    private WarmUp() {}

    static void of(Pace pace, Contender contender) {
        Duration part = pace.warmUp().dividedBy(PARTS);
        double before = contender.turn().taken(part);
        for (int parts = 1; parts < MOST; parts++) {
            double compiled = contender.compiling().getAsDouble();
            double now = contender.turn().taken(part);
            boolean steady = Math.abs(now - before) <= STEADY * before;
            boolean compiling = contender.compiling().getAsDouble() - compiled > COMPILING * part.toMillis() / 1000.0;
            if (steady && !compiling && parts + 1 >= PARTS) {
                return;
            }
            before = now;
        }
    }
}
