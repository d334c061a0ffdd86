package dev.s3gateway.bench.report;

import dev.s3gateway.bench.cases.Case;
import dev.s3gateway.bench.cases.Outcome;
import java.util.Locale;

/** One case that has been run, as a line of JSON. */
public record Line(String name, String json) {

    public static Line of(Case measured, Outcome outcome) {
        return new Line(measured.name(),
                "{\"case\":\"%s\",\"ours\":%s,\"reference\":%s,\"ratio\":%s,\"spread\":[%s,%s],\"unit\":\"%s\",\"goal\":%s}"
                        .formatted(measured.name(), number(outcome.ours()), number(outcome.reference()),
                                number(outcome.ratio()), number(outcome.lowest()), number(outcome.highest()),
                                outcome.unit(),
                                number(measured.goal())));
    }

    /** It could not be compared here. */
    public static Line missing(Case measured, String what) {
        return new Line(measured.name(), "{\"case\":\"%s\",\"missing\":\"%s\"}".formatted(measured.name(), what));
    }

    static String number(double value) {
        double size = Math.abs(value);
        int digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }
}
