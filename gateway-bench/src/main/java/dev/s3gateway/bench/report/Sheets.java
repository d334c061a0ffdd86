package dev.s3gateway.bench.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.s3gateway.bench.cases.Survey;
import java.util.List;
import java.util.Map;

/** The tables of figures that have no goal. */
final class Sheets {

    private final List<Survey> surveys;

    Sheets(List<Survey> surveys) {
        this.surveys = surveys;
    }

    String of(Map<String, JsonNode> all) {
        StringBuilder text = new StringBuilder();
        for (Survey survey : surveys) {
            JsonNode line = all.get(survey.name());
            if (line != null) {
                text.append("### %s%n%n".formatted(survey.says())).append(row(line.get("columns")));
                text.append("|").append("---|".repeat(line.get("columns").size())).append('\n');
                line.get("rows").forEach(row -> text.append(row(row)));
                text.append('\n');
            }
        }
        return text.toString();
    }

    private static String row(JsonNode cells) {
        StringBuilder row = new StringBuilder("|");
        cells.forEach(cell -> row.append(' ').append(cell.asText()).append(" |"));
        return row.append('\n').toString();
    }
}
