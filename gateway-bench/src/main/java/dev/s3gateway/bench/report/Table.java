package dev.s3gateway.bench.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.s3gateway.bench.cases.Case;
import dev.s3gateway.bench.chart.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** All cases with their goals, and below why those that miss theirs do so. */
final class Table {

    private final List<Case> cases;
    private final Words words;

    Table(List<Case> cases, Words words) {
        this.cases = cases;
        this.words = words;
    }

    String of(Map<String, JsonNode> all) {
        StringBuilder table = new StringBuilder("""
                | case | what | ours | beside it | ratio | of the rounds | goal | met | also |
                |---|---|---|---|---|---|---|---|---|
                """);
        StringBuilder missed = new StringBuilder();
        for (Case each : cases) {
            JsonNode line = all.get(each.name());
            if (line == null) {
                table.append("| %s | %s | not measured yet | | | | %s | | |%n".formatted(each.name(), each.says(),
                        goal(each)));
            } else if (line.has("missing")) {
                table.append("| %s | %s | needs %s | | | | %s | | |%n".formatted(each.name(), each.says(),
                        line.get("missing").asText(), goal(each)));
            } else {
                table.append(row(each, line));
                if (!reaches(each, line.get("ratio").asDouble(), each.goal())) {
                    missed.append("- **%s** %s%n".formatted(each.name(), words.reason(each.name())
                            .orElse("misses its goal; nobody has said why yet.")));
                }
            }
        }
        long quick = all.values().stream().filter(line -> line.path("quick").asBoolean()).count();
        if (quick > 0) {
            table.append('\n')
                    .append(quick)
                    .append(" of these lines were measured with `--quick`: three short rounds (2.5 to 4 s) ")
                    .append("instead of five of 4 s, and uploads of 128 MiB in M1 and M2.\n");
        }
        return table + (missed.isEmpty() ? "" : "\n### What misses its goal, and why\n\n" + missed);
    }

    private static String row(Case each, JsonNode line) {
        double ratio = line.get("ratio").asDouble();
        return "| %s | %s | %s %s | %s | **%s** | %s – %s | %s | %s | %s |%n".formatted(each.name(), each.says(),
                number(line.get("ours")), line.get("unit").asText().replace('_', ' '), number(line.get("reference")),
                Figures.number(ratio), number(line.get("spread").get(0)), number(line.get("spread").get(1)),
                goal(each),
                reaches(each, ratio, each.stretch())
                        ? "yes, and the stretch"
                        : reaches(each, ratio, each.goal()) ? "yes" : "no",
                also(line));
    }

    private static String also(JsonNode line) {
        List<String> words = new ArrayList<>();
        line.path("others")
                .properties()
                .forEach(other -> words.add(other.getKey() + " " + number(other.getValue())));
        words.add(line.path("note").asText(""));
        return words.stream().filter(each -> !each.isEmpty()).collect(Collectors.joining("; "));
    }

    private static boolean reaches(Case each, double ratio, double aim) {
        return each.moreIsBetter() ? ratio >= aim : ratio <= aim;
    }

    private static String goal(Case each) {
        return (each.moreIsBetter() ? "≥ " : "≤ ") + Figures.number(each.goal());
    }

    private static String number(JsonNode value) {
        return Figures.number(value.asDouble());
    }
}
