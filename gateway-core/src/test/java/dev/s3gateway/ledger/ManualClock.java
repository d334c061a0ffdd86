package dev.s3gateway.ledger;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** A clock that stands still until it is told to move. */
public final class ManualClock implements InstantSource {

    private Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);

    @Override
    public synchronized Instant instant() {
        return now;
    }

    public synchronized void advance(Duration step) {
        now = now.plus(step);
    }
}
