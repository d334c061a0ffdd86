package dev.s3gateway.bench.cases;

import java.time.Duration;
import java.util.List;

/**
 * Runs a side until it is warm: for the time that the pace gives, and on, up to twice as long, while its figure
 * still moves by more than a tenth from one part of that time to the next or its compilers are still at work. What has no
 * compilers is as warm as it will be after a part; requests of another kind to the same side share its time.
 */
final class WarmUp {

    private static final int PARTS = 4;
    private static final int MOST = 2 * PARTS;
    private static final double STEADY = 0.1;
    /** Of the time, all processors counted as one. */
    private static final double COMPILING = 0.06;

    private WarmUp() {}

    static void of(Pace pace, List<Contender> contenders) {
        for (Contender contender : contenders) {
            System.err.println("bench:   warming up: " + contender.name());
            long kinds = contenders.stream().filter(other -> other.side().equals(contender.side())).count();
            of(pace.warmUp().dividedBy(kinds), contender);
        }
    }

    static void of(Pace pace, Contender contender) {
        of(pace.warmUp(), contender);
    }

    private static void of(Duration time, Contender contender) {
        Duration part = time.dividedBy(PARTS);
        double before = contender.turn().taken(part);
        if (contender.compiling().getAsDouble() == 0) {
            return;
        }
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
