package dev.s3gateway.bytes;

import java.util.ArrayList;
import java.util.List;

/** What became of one lane of a {@link Tee}. */
public sealed interface LaneOutcome<L, R> {

    L lane();

    record Answered<L, R>(L lane, R answer) implements LaneOutcome<L, R> {}

    /**
     * The cause is the body's own failure where that failed first, a {@link LaneDropped} where the lane was given up,
     * and otherwise what the lane failed with.
     */
    record Failed<L, R>(L lane, Throwable cause) implements LaneOutcome<L, R> {}

    /** What those lanes answered that did, in their order. */
    static <L, R> List<R> answers(List<LaneOutcome<L, R>> outcomes) {
        List<R> answers = new ArrayList<>();
        for (LaneOutcome<L, R> outcome : outcomes) {
            if (outcome instanceof LaneOutcome.Answered<L, R>(var _, var answer)) {
                answers.add(answer);
            }
        }
        return answers;
    }
}
