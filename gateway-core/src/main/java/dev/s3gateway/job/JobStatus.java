package dev.s3gateway.job;

import java.time.Instant;
import java.util.Optional;

/** How a job is doing, for operators. {@code failures}: how many steps have failed in a row. */
public record JobStatus(String name, State state, long steps, int failures, Optional<String> lastError,
        Optional<Instant> lastStep) {

    public enum State {
        /** Not started yet, or stopped. */
        IDLE,
        /** A step is being done. */
        WORKING,
        /** Between two steps. */
        RESTING,
        /** There is nothing more to do, ever. */
        FINISHED
    }

    static JobStatus fresh(String name) {
        return new JobStatus(name, State.IDLE, 0, 0, Optional.empty(), Optional.empty());
    }

    JobStatus in(State other) {
        return new JobStatus(name, other, steps, failures, lastError, lastStep);
    }

    JobStatus succeeded(Instant at) {
        return new JobStatus(name, State.RESTING, steps + 1, 0, lastError, Optional.of(at));
    }

    JobStatus failed(Instant at, String error) {
        return new JobStatus(name, State.RESTING, steps, failures + 1, Optional.of(error), Optional.of(at));
    }
}
