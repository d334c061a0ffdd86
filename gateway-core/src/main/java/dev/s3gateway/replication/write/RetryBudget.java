package dev.s3gateway.replication.write;

import java.util.concurrent.atomic.AtomicInteger;

/** One zone's: lets one call in ten be tried again, and a few more at rest: many failing calls must not become twice as many. */
public final class RetryBudget {

    private static final int COST = 10;
    private static final int MOST = 10 * COST;

    private final AtomicInteger savings = new AtomicInteger(MOST);

    public void earn() {
        savings.updateAndGet(saved -> Math.min(MOST, saved + 1));
    }

    /** Whether one more try is allowed; to be asked directly before it. */
    public boolean spend() {
        return savings.getAndUpdate(saved -> saved >= COST ? saved - COST : saved) >= COST;
    }
}
