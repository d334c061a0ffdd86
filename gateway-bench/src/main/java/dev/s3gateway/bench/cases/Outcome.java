package dev.s3gateway.bench.cases;

import java.util.Map;

/**
 * What a case came to. Where there is nothing to compare with, the reference is 1 and the ratio is the figure itself.
 *
 * @param others what else was put to the same test, for comparison
 * @param note what the ratio alone does not tell; may be empty
 */
public record Outcome(double ours, double reference, double ratio, double lowest, double highest, String unit,
        Map<String, Double> others, String note) {

    Outcome(double ours, double reference, double ratio, double lowest, double highest, String unit) {
        this(ours, reference, ratio, lowest, highest, unit, Map.of(), "");
    }

    static Outcome figure(double value, String unit) {
        return new Outcome(value, 1, value, value, value, unit);
    }

    Outcome noting(String words) {
        return new Outcome(ours, reference, ratio, lowest, highest, unit, others, words);
    }

    Outcome beside(Map<String, Double> more) {
        return new Outcome(ours, reference, ratio, lowest, highest, unit, more, note);
    }
}
