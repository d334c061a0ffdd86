package dev.s3gateway.bench.report;

import dev.s3gateway.bench.cases.Case;
import dev.s3gateway.bench.cases.Outcome;
import dev.s3gateway.bench.chart.Figures;
import dev.s3gateway.bench.chart.Sheet;
import dev.s3gateway.bench.profile.Flame;
import java.util.List;
import java.util.stream.Collectors;

/** One case that has been run, as a line of JSON. */
public record Line(String name, String json) {

    public static Line of(Case measured, Outcome outcome, boolean quick) {
        String others = outcome.others()
                .entrySet()
                .stream()
                .map(other -> "\"%s\":%s".formatted(other.getKey(), Figures.number(other.getValue())))
                .collect(Collectors.joining(","));
        return new Line(measured.name(),
                "{\"case\":\"%s\",\"ours\":%s,\"reference\":%s,\"ratio\":%s,\"spread\":[%s,%s],\"unit\":\"%s\",\"goal\":%s,\"quick\":%s,\"others\":{%s},\"note\":\"%s\"}"
                        .formatted(measured.name(), Figures.number(outcome.ours()), Figures.number(outcome.reference()),
                                Figures.number(outcome.ratio()), Figures.number(outcome.lowest()),
                                Figures.number(outcome.highest()), outcome.unit(),
                                Figures.number(measured.goal()), quick, others, outcome.note()));
    }

    /** It could not be compared here. */
    public static Line missing(Case measured, String what) {
        return new Line(measured.name(), "{\"case\":\"%s\",\"missing\":\"%s\"}".formatted(measured.name(), what));
    }

    /** It went wrong: said, and not kept. */
    public static Line failed(String name, String why) {
        String line = why.lines().findFirst().orElse("").replace("\\", "/").replace('"', '\'');
        return new Line(name, "{\"case\":\"%s\",\"failed\":\"%s\"}".formatted(name, line));
    }

    /** Where the time went: each frame above the bound with its share in percent. */
    public static Line of(String name, Flame flame) {
        return new Line(name, flame.above(5)
                .stream()
                .map(share -> "[\"%s\",%s]".formatted(share.frame(), Figures.number(share.percent())))
                .collect(Collectors.joining(",", "{\"case\":\"" + name + "\",\"frames\":[", "]}")));
    }

    /** A table without a goal. */
    public static Line of(String name, Sheet sheet) {
        return new Line(name, "{\"case\":\"" + name + "\",\"columns\":" + words(sheet.columns()) + ",\"rows\":["
                + sheet.rows().stream().map(Line::words).collect(Collectors.joining(",")) + "]}");
    }

    private static String words(List<String> words) {
        return words.stream().map(word -> '"' + word + '"').collect(Collectors.joining(",", "[", "]"));
    }
}
