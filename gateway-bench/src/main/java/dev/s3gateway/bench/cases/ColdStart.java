package dev.s3gateway.bench.cases;

import dev.s3gateway.bench.load.Load;
import dev.s3gateway.bench.load.Request;
import dev.s3gateway.bench.side.Side;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a gateway costs before it is warm. */
final class ColdStart implements Case {

    @Override
    public String name() {
        return "C1";
    }

    @Override
    public String says() {
        return "The first 1000 small PUTs after a start, CPU per request ÷ warm";
    }

    @Override
    public double goal() {
        return 3;
    }

    @Override
    public double stretch() {
        return 1.5;
    }

    private static final long FIRST = 1000;

    @Override
    public Outcome run(Bench bench) throws IOException {
        List<Integer> zones = bench.workshop().sinks(3);
        Path place = bench.workshop().fresh();
        Request put = Request.put(Bench.SIGNER, Bench.BUCKET, Bench.SMALL);
        double warm;
        try (Side side = bench.workshop().gateway("gateway", place, zones, bench.dataPath(), Map.of())) {
            Bench.makeBucket(side);
            Contender ours = Contender.of("ours", side, Bench.SMALL_CLIENTS, put, Gauge.CPU_MICROS_PER_REQUEST);
            warm = Rounds.of(bench.pace(), List.of(ours)).median("ours");
        }
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < bench.pace().rounds(); i++) {
            try (Side side = bench.workshop().gateway("gateway", place, zones, bench.dataPath(), Map.of())) {
                double before = side.cpu();
                Load.times(FIRST, Bench.SMALL_CLIENTS, side.port(), put);
                ratios.add((side.cpu() - before) * 1e6 / FIRST / warm);
            }
        }
        ratios.sort(null);
        double median = ratios.get(ratios.size() / 2);
        return new Outcome(median * warm, warm, median, ratios.getFirst(), ratios.getLast(), "cpu_us_per_request");
    }
}
