package dev.s3gateway.upkeep;

import dev.s3gateway.backend.Seed;
import org.junit.jupiter.api.RepeatedTest;

/** Invariants I1–I3, I5–I12 over random stories. A failure prints its seed and the story so far. */
class SimulationTest {

    @RepeatedTest(8)
    void whateverHappensNothingAcknowledgedIsLostAndNothingElseStays() {
        new Simulation(Seed.fresh()).run(150);
    }
}
