package dev.s3gateway.bench.side;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A load generator that others wrote: it is run to its end, and what it says is read. */
record Tool(Path program, Path place) {

    private static final long LONGER_SECONDS = 60;

    /** Everything that it printed; it gets a minute beyond the time that it was told to take. */
    String said(List<String> arguments, Map<String, String> variables, Duration time) throws IOException {
        Path out = place.resolve(program.getFileName() + ".out");
        ProcessBuilder builder = new ProcessBuilder(program.toString()).redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .directory(place.toFile());
        builder.command().addAll(arguments);
        builder.environment().putAll(variables);
        Process process = builder.start();
        try {
            if (!process.waitFor(time.toSeconds() + LONGER_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        return Files.readString(out);
    }
}
