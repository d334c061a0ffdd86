package dev.s3gateway.bench.side;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** MinIO's warp, an S3 client with heads signed by itself. */
public final class Warp {

    private static final Pattern RATE = Pattern.compile("(?m)^ \\* Average: .* ([0-9.]+) obj/s$");

    private final Tool tool;

    private Warp(Tool tool) {
        this.tool = tool;
    }

    public static Optional<Warp> installed(Path place) {
        return Installed.program("warp").map(program -> new Warp(new Tool(program, place)));
    }

    /** Objects a second; fails if warp saw an error. */
    public double rate(String what, int port, String id, String secret, String bucket, long size, int connections,
            Duration time) throws IOException {
        String said = tool.said(List.of(what, "--no-color", "--host", "127.0.0.1:" + port, "--bucket", bucket,
                "--obj.size", Long.toString(size), "--concurrent", Integer.toString(connections), "--duration",
                time.toSeconds() + "s", "--noclear", "--benchdata", tool.place().resolve("warp-" + what).toString()),
                Map.of("WARP_ACCESS_KEY", id, "WARP_SECRET_KEY", secret), time);
        Matcher rate = RATE.matcher(said);
        if (said.contains("Errors:") || !rate.find()) {
            throw new IOException("warp said:\n" + said);
        }
        return Double.parseDouble(rate.group(1));
    }
}
