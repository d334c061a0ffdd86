package dev.s3gateway.bench.cases;

import dev.s3gateway.bench.load.Request;
import dev.s3gateway.bench.chart.Chart;
import dev.s3gateway.bench.chart.Chart.Point;
import dev.s3gateway.bench.side.Side;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How many requests a second get through, against their size. */
final class SizesStudy implements Study {

    private static final List<Long> SIZES = List.of(4L << 10, 64L << 10, 1L << 20, 16L << 20);

    @Override
    public String name() {
        return "sizes";
    }

    @Override
    public String says() {
        return "PUTs a second to three zones against their size";
    }

    @Override
    public Chart run(Bench bench) throws IOException {
        List<Integer> zones = bench.workshop().sinks(3);
        Side ours = bench.gateway(zones);
        Side tee = bench.workshop().bareTee(64 << 10, zones);
        Map<String, List<Point>> lines = new LinkedHashMap<>();
        for (long size : SIZES) {
            Request put = Request.put(Bench.SIGNER, Bench.BUCKET, size);
            Rounds rounds = Rounds.of(bench.pace().sketching(), List.of(
                    Contender.of("gateway", ours, Bench.SMALL_CLIENTS, put, Gauge.RATE),
                    Contender.of("bare tee", tee, Bench.SMALL_CLIENTS, put, Gauge.RATE)));
            for (String name : List.of("gateway", "bare tee")) {
                lines.computeIfAbsent(name, each -> new ArrayList<>()).add(new Point(size, rounds.median(name)));
            }
        }
        return new Chart("Uploads to three zones", "size", "PUTs per second", true, lines);
    }
}
