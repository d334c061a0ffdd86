package dev.s3gateway.bench.side;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** wrk, sending one request after the other to the paths of a list. */
public final class Wrk {

    private final Tool tool;

    private Wrk(Tool tool) {
        this.tool = tool;
    }

    public static Optional<Wrk> installed(Path place) {
        return Installed.program("wrk").map(program -> new Wrk(new Tool(program, place)));
    }

    /** Requests a second; fails if any was not answered with 2xx. */
    public double rate(String method, int port, List<String> paths, int size, int connections, Duration time)
            throws IOException {
        String list = paths.stream().map(path -> '"' + path + '"').collect(Collectors.joining(",\n"));
        Path script = Files.writeString(tool.place().resolve(method + ".lua"), """
                local paths = { %s }
                local body = string.rep("x", %d)
                local at = 0
                request = function()
                  at = at %% #paths + 1
                  return wrk.format("%s", paths[at], { ["Host"] = "127.0.0.1:%d" }, body)
                end
                """.formatted(list, method.equals("PUT") ? size : 0, method, port));
        String said = tool.said(List.of("-t2", "-c" + connections, "-d" + time.toSeconds() + "s", "-s",
                script.toString(), "http://127.0.0.1:" + port), Map.of(), time);
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
