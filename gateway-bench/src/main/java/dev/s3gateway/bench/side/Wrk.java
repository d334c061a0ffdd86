package dev.s3gateway.bench.side;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** wrk, sending one request after the other to the paths of a list. */
public final class Wrk {

    private final Path program;
    private final Path place;

    private Wrk(Path program, Path place) {
        this.program = program;
        this.place = place;
    }

    public static Optional<Wrk> installed(Path place) {
        return Installed.program("wrk").map(program -> new Wrk(program, place));
    }

    /** Requests a second; fails if any was not answered with 2xx. */
    public double rate(String method, int port, List<String> paths, int size, int connections, Duration time)
            throws IOException {
        String list = paths.stream().map(path -> '"' + path + '"').collect(Collectors.joining(",\n"));
        Path script = Files.writeString(place.resolve(method + ".lua"), """
                local paths = { %s }
                local body = string.rep("x", %d)
                local at = 0
                request = function()
                  at = at %% #paths + 1
                  return wrk.format("%s", paths[at], { ["Host"] = "127.0.0.1:%d" }, body)
                end
                """.formatted(list, method.equals("PUT") ? size : 0, method, port));
        Process process = new ProcessBuilder(program.toString(), "-t2", "-c" + connections,
                "-d" + time.toSeconds() + "s", "-s", script.toString(), "http://127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(place.resolve("wrk.out").toFile())
                .start();
        try {
            if (!process.waitFor(time.toSeconds() + 60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        String said = Files.readString(place.resolve("wrk.out"), StandardCharsets.UTF_8);
        if (said.contains("Non-2xx")) {
            throw new IOException("wrk was refused:\n" + said);
        }
        return said.lines()
                .filter(line -> line.startsWith("Requests/sec:"))
                .findFirst()
                .map(line -> Double.parseDouble(line.substring(line.indexOf(':') + 1).strip()))
                .orElseThrow(() -> new IOException("wrk said:\n" + said));
    }
}
