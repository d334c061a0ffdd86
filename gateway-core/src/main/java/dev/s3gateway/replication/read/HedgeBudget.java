package dev.s3gateway.replication.read;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many reads may ask a second zone: so many of a hundred, and a few at once after a rest. When all zones are slow,
 * asking each of them more would make them slower.
 */
final class HedgeBudget {

    private static final int COST = 100;
    private static final int MOST = 10 * COST;

    private final int percent;
    private final AtomicInteger savings = new AtomicInteger(MOST);

    HedgeBudget(int percent) {
        this.percent = percent;
    }

    /** A read was begun. */
    void earn() {
        savings.updateAndGet(saved -> Math.min(MOST, saved + percent));
    }

    boolean spend() {
        return savings.getAndUpdate(saved -> saved >= COST ? saved - COST : saved) >= COST;
    }
}
