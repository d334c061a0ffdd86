package dev.s3gateway.bench.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.s3gateway.bench.cases.Study;
import dev.s3gateway.bench.chart.Figures;
import java.util.List;
import java.util.Map;

/** Beside each flame graph the frames that are wide in it, and what they do. */
final class FrameTables {

    private final List<Study> studies;
    private final Words words;

    FrameTables(List<Study> studies, Words words) {
        this.studies = studies;
        this.words = words;
    }

    String of(Map<String, JsonNode> all) {
        StringBuilder text = new StringBuilder();
        for (Study study : studies) {
            JsonNode line = all.get(study.name());
            if (line != null && line.has("frames")) {
                text.append("### %s%n%n![%s](performance/%s.svg)%n%n".formatted(study.says(), study.says(),
                        study.name()));
                text.append("| frame | share, % | what it does |\n|---|---|---|\n");
                for (JsonNode frame : line.get("frames")) {
                    text.append("| `%s` | %s | %s |%n".formatted(frame.get(0).asText(),
                            Figures.number(frame.get(1).asDouble()),
                            words.frame(frame.get(0).asText()).orElse("")));
                }
                text.append('\n');
            }
        }
        return text.toString();
    }
}
