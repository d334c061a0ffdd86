package dev.s3gateway.bench.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What people wrote: the page around the figures, why a goal was missed, what a frame of a profile does. */
final class Words {

    private final Map<String, String> reasons = sentences("reasons.txt");
    private final Map<String, String> frames = sentences("frames.txt");

    Words() throws IOException {}

    String page() throws IOException {
        return text("performance.md");
    }

    /** Why a case misses its goal, and what would change it. */
    Optional<String> reason(String name) {
        return Optional.ofNullable(reasons.get(name));
    }

    Optional<String> frame(String name) {
        return Optional.ofNullable(frames.get(name));
    }

    /** A line each, a name and what is said of it, with " = " between them. */
    private static Map<String, String> sentences(String file) throws IOException {
        Map<String, String> all = new LinkedHashMap<>();
        for (String line : text(file).lines().toList()) {
            int at = line.indexOf(" = ");
            if (at > 0 && !line.startsWith("#")) {
                all.put(line.substring(0, at).strip(), line.substring(at + 3).strip());
            }
        }
        return all;
    }

    private static String text(String name) throws IOException {
        try (InputStream in = Words.class.getResourceAsStream("/" + name)) {
            if (in == null) {
                throw new IOException(name + " is not among the resources of the bench");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
