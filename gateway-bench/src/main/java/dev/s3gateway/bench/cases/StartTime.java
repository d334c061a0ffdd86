package dev.s3gateway.bench.cases;

import dev.s3gateway.bench.side.Side;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How long a restart takes. */
final class StartTime implements Case {

    @Override
    public String name() {
        return "C2";
    }

    @Override
    public String says() {
        return "Start to ready, database included, warm data directory, seconds";
    }

    @Override
    public double goal() {
        return 3;
    }

    @Override
    public double stretch() {
        return 1;
    }

    @Override
    public Outcome run(Bench bench) throws IOException {
        List<Integer> zones = bench.workshop().sinks(3);
        Path place = bench.workshop().fresh();
        bench.workshop().gateway("gateway", place, zones, bench.dataPath(), Map.of()).close();
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < bench.pace().rounds(); i++) {
            long begin = System.nanoTime();
            try (Side _ = bench.workshop().gateway("gateway", place, zones, bench.dataPath(), Map.of())) {
                seconds.add((System.nanoTime() - begin) / 1e9);
            }
        }
        seconds.sort(null);
        return new Outcome(seconds.get(seconds.size() / 2), 1, seconds.get(seconds.size() / 2), seconds.getFirst(),
                seconds.getLast(), "s");
    }
}
