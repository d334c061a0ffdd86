package dev.s3gateway.bench.cases;

import java.util.Map;
import java.util.Objects;

/** What each contender scored when all had had their turn once. */
record Round(Map<String, Double> scores) {

    double of(String contender) {
        return Objects.requireNonNull(scores.get(contender), contender);
    }
}
