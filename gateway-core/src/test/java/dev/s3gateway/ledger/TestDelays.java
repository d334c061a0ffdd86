package dev.s3gateway.ledger;

import java.time.Duration;

/** The delays of the product, for tests in which they shall not matter. */
public final class TestDelays {

    public static final Delays STANDARD = new Delays(Duration.ofMinutes(15), Duration.ofHours(24),
            Duration.ofMinutes(30), Duration.ofSeconds(10));

    private TestDelays() {}
}
