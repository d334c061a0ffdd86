package dev.s3gateway.bytes;

/** What became of one lane of a {@link Tee}. */
public sealed interface LaneOutcome<L, R> {

    L lane();

    record Answered<L, R>(L lane, R answer) implements LaneOutcome<L, R> {}

    /**
     * The cause is the body's own failure where that failed first, a {@link LaneDropped} where the lane was given up,
     * and otherwise what the lane failed with.
     */
    record Failed<L, R>(L lane, Throwable cause) implements LaneOutcome<L, R> {}
}
