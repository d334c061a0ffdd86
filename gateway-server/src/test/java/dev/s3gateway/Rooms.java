package dev.s3gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The table of docs/architecture.md: each room, and the rooms that it may use. */
record Rooms(Map<String, Set<String>> uses) {

    private static final String EVERYTHING = "*";

    static Rooms ofTheDocument() {
        return parse(documentLines());
    }

    static Rooms parse(List<String> lines) {
        Map<String, Set<String>> uses = new LinkedHashMap<>();
        for (String line : tableOf(lines)) {
            String[] sides = line.split(":", 2);
            Set<String> allowed = new LinkedHashSet<>(Arrays.asList(sides[1].strip().split("\\s+")));
            allowed.remove("");
            uses.put(sides[0].strip(), allowed.contains(EVERYTHING) ? Set.copyOf(uses.keySet()) : allowed);
        }
        return new Rooms(uses);
    }

    boolean knows(String room) {
        return uses.containsKey(room);
    }

    boolean mayUse(String room, String other) {
        return room.equals(other) || uses.getOrDefault(room, Set.of()).contains(other);
    }

    /** Names on the right that no line above has introduced: each would be a way back up, or a misspelling. */
    List<String> forwardUses() {
        Set<String> above = new LinkedHashSet<>();
        List<String> wrong = new java.util.ArrayList<>();
        uses.forEach((room, allowed) -> {
            allowed.stream().filter(name -> !above.contains(name)).forEach(name -> wrong.add(room + " -> " + name));
            above.add(room);
        });
        return wrong;
    }

    private static List<String> tableOf(List<String> lines) {
        return lines.stream()
                .dropWhile(line -> !line.equals("```"))
                .skip(1)
                .takeWhile(line -> !line.equals("```"))
                .filter(line -> !line.isBlank())
                .toList();
    }

    private static List<String> documentLines() {
        Path document = Path.of("..", "docs", "architecture.md");
        try {
            return Files.readAllLines(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
