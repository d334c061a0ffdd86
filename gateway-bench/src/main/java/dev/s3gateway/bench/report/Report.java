package dev.s3gateway.bench.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.s3gateway.bench.cases.Case;
import dev.s3gateway.bench.cases.Study;
import dev.s3gateway.bench.cases.Survey;
import dev.s3gateway.bench.chart.Picture;
import dev.s3gateway.bench.profile.Flame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** performance.md: the latest line of every case, whenever it was measured, and the pictures beside it. */
public final class Report {

    private static final ObjectMapper JSON = new ObjectMapper();
    private final Path page;
    private final Path directory;
    private final Path lines;
    private final List<Case> cases;
    private final List<Study> studies;
    private final List<Survey> surveys;

    public Report(Path docs, List<Case> cases, List<Study> studies, List<Survey> surveys) {
        this.page = docs.resolve("performance.md");
        this.directory = docs.resolve("performance");
        this.lines = directory.resolve("results.jsonl");
        this.cases = cases;
        this.studies = studies;
        this.surveys = surveys;
    }

    /** Keeps the line, in place of an older one of the same case, and writes the page anew. */
    public void add(Line line) throws IOException {
        Map<String, String> all = new LinkedHashMap<>(kept());
        all.put(line.name(), line.json());
        Files.createDirectories(directory);
        Files.writeString(lines, String.join("\n", all.values()) + "\n");
        write(all);
    }

    public void add(String name, Picture picture) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve(name + ".svg"), picture.svg());
        if (picture instanceof Flame flame) {
            add(Line.of(name, flame));
        } else {
            write(kept());
        }
    }

    private void write(Map<String, String> all) throws IOException {
        Map<String, JsonNode> parsed = new LinkedHashMap<>();
        for (Map.Entry<String, String> line : all.entrySet()) {
            parsed.put(line.getKey(), JSON.readTree(line.getValue()));
        }
        Words words = new Words();
        Files.writeString(page, withoutMissingPictures(words.page())
                .replace("@TABLE@", new Table(cases, words).of(parsed))
                .replace("@SHEETS@", new Sheets(surveys).of(parsed))
                .replace("@FRAMES@", new FrameTables(studies, words).of(parsed)));
    }

    /** A picture that was never drawn is not shown. */
    private String withoutMissingPictures(String text) {
        return text.lines()
                .filter(line -> !line.startsWith("![")
                        || Files.exists(page.resolveSibling(line.substring(line.indexOf('(') + 1, line.length() - 1))))
                .collect(Collectors.joining("\n", "", "\n"));
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
}
