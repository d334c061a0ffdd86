package dev.s3gateway.backend;

import java.util.Random;

/** The start of a random sequence. It is printed, so that a failure can be run again: {@code -Ds3gateway.seed=…}. */
public record Seed(long value) {

    public static Seed fresh() {
        Seed seed = new Seed(Long.getLong("s3gateway.seed", new Random().nextLong()));
        System.out.println(seed);
        return seed;
    }

    public Random random() {
        return new Random(value);
    }

    @Override
    public String toString() {
        return "seed " + value + ": repeat with -Ds3gateway.seed=" + value;
    }
}
