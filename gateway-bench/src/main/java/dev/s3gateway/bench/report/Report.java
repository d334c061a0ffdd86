package dev.s3gateway.bench.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.s3gateway.bench.cases.Case;
import dev.s3gateway.bench.chart.Chart;
import dev.s3gateway.bench.chart.Figures;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** docs/performance.md: the latest line of every case, whenever it was measured, and the pictures beside it. */
public final class Report {

    private static final ObjectMapper JSON = new ObjectMapper();
    private final Path page;
    private final Path directory;
    private final Path lines;
    private final List<Case> cases;

    public Report(Path home, List<Case> cases) {
        this.page = home.resolve("docs/performance.md");
        this.directory = home.resolve("docs/performance");
        this.lines = directory.resolve("results.jsonl");
        this.cases = cases;
    }

    /** Keeps the line, in place of an older one of the same case, and writes the page anew. */
    public void add(Line line) throws IOException {
        Map<String, String> all = new LinkedHashMap<>(kept());
        all.put(line.name(), line.json());
        Files.createDirectories(directory);
        Files.writeString(lines, String.join("\n", all.values()) + "\n");
        Files.writeString(page, template().replace("@TABLE@", table(all)));
    }

    public void add(String name, Chart chart) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve(name + ".svg"), chart.svg());
    }

    private Map<String, String> kept() throws IOException {
        Map<String, String> all = new LinkedHashMap<>();
        if (Files.exists(lines)) {
            for (String line : Files.readAllLines(lines)) {
                all.put(JSON.readTree(line).get("case").asText(), line);
            }
        }
        return all;
    }

    private String table(Map<String, String> all) throws IOException {
        StringBuilder table = new StringBuilder("""
                | case | what | ours | beside it | ratio | of the rounds | goal | met |
                |---|---|---|---|---|---|---|---|
                """);
        for (Case each : cases) {
            String line = all.get(each.name());
            table.append(line == null
                    ? "| %s | %s | not measured yet | | | | %s | |%n".formatted(each.name(), each.says(),
                            Figures.number(each.goal()))
                    : row(each, JSON.readTree(line)));
        }
        return table.toString();
    }

    private static String row(Case each, JsonNode line) {
        if (line.has("missing")) {
            return "| %s | %s | needs %s | | | | %s | |%n".formatted(each.name(), each.says(),
                    line.get("missing").asText(), Figures.number(each.goal()));
        }
        double ratio = line.get("ratio").asDouble();
        boolean met = each.moreIsBetter() ? ratio >= each.goal() : ratio <= each.goal();
        boolean stretched = each.moreIsBetter() ? ratio >= each.stretch() : ratio <= each.stretch();
        return "| %s | %s | %s %s | %s | **%s** | %s – %s | %s %s | %s |%n".formatted(each.name(), each.says(),
                Figures.number(line.get("ours").asDouble()), line.get("unit").asText().replace('_', ' '),
                Figures.number(line.get("reference").asDouble()), Figures.number(ratio),
                Figures.number(line.get("spread").get(0).asDouble()),
                Figures.number(line.get("spread").get(1).asDouble()),
                each.moreIsBetter() ? "≥" : "≤", Figures.number(each.goal()),
                stretched ? "yes, and the stretch" : met ? "yes" : "no");
    }

    private static String template() throws IOException {
        try (InputStream in = Report.class.getResourceAsStream("/performance.md")) {
            if (in == null) {
                throw new IOException("performance.md is not among the resources of the bench");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
