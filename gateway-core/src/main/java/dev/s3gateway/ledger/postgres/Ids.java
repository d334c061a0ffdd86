package dev.s3gateway.ledger.postgres;

import java.security.SecureRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Ids that nobody had before. Seeded once, since asking the system for randomness may block an event loop. */
final class Ids {

    private static final int SEED_BYTES = 48;

    private final RandomGenerator random = RandomGeneratorFactory.of("L128X256MixRandom")
            .create(new SecureRandom().generateSeed(SEED_BYTES));

    synchronized UUID next() {
        return new UUID(random.nextLong(), random.nextLong());
    }
}
