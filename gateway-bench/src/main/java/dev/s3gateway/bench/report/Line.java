package dev.s3gateway.bench.report;

import dev.s3gateway.bench.cases.Case;
import dev.s3gateway.bench.cases.Outcome;
import dev.s3gateway.bench.chart.Figures;

/** One case that has been run, as a line of JSON. */
public record Line(String name, String json) {

    public static Line of(Case measured, Outcome outcome) {
        return new Line(measured.name(),
                "{\"case\":\"%s\",\"ours\":%s,\"reference\":%s,\"ratio\":%s,\"spread\":[%s,%s],\"unit\":\"%s\",\"goal\":%s}"
                        .formatted(measured.name(), Figures.number(outcome.ours()), Figures.number(outcome.reference()),
                                Figures.number(outcome.ratio()), Figures.number(outcome.lowest()),
                                Figures.number(outcome.highest()),
                                outcome.unit(),
                                Figures.number(measured.goal())));
    }

    /** It could not be compared here. */
    public static Line missing(Case measured, String what) {
        return new Line(measured.name(), "{\"case\":\"%s\",\"missing\":\"%s\"}".formatted(measured.name(), what));
    }
}
