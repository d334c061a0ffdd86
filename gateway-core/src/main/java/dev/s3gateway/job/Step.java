package dev.s3gateway.job;

import java.time.Duration;

/** What one step of a job came to. */
public sealed interface Step {

    /** Something was done; there may be more. */
    record Worked() implements Step {}

    /** Nothing to do; ask again after a while. */
    record Idle(Duration rest) implements Step {}

    /** This job is over. */
    record Finished() implements Step {}
}
