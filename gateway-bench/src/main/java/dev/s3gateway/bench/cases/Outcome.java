package dev.s3gateway.bench.cases;

/** What a case came to. Where there is nothing to compare with, the reference is 1 and the ratio is the figure itself. */
public record Outcome(double ours, double reference, double ratio, double lowest, double highest, String unit) {

    static Outcome figure(double value, String unit) {
        return new Outcome(value, 1, value, value, value, unit);
    }
}
