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
import java.util.Optional;

/** What a GiB costs, against the number of zones that it goes to. */
final class ZonesStudy implements Study {

    private static final int MOST = 3;

    @Override
    public String name() {
        return "zones";
    }

    @Override
    public String says() {
        return "CPU per GiB of large uploads against the number of zones";
    }

    @Override
    public Chart run(Bench bench) throws IOException {
        List<Integer> sinks = bench.workshop().sinks(MOST);
        List<Contender> contenders = new ArrayList<>();
        for (int zones = 1; zones <= MOST; zones++) {
            List<Integer> some = sinks.subList(0, zones);
            contenders.add(large("gateway " + zones, bench.gateway(some)));
            contenders.add(large("bare tee " + zones, bench.workshop().bareTee(64 << 10, some)));
            Optional<Side> copying = bench.workshop().copyTee(some);
            if (copying.isPresent()) {
                contenders.add(large("tee in C " + zones, copying.get()));
            }
        }
        Rounds rounds = Rounds.of(bench.pace().sketching(), contenders);
        Map<String, List<Point>> lines = new LinkedHashMap<>();
        for (Contender contender : contenders) {
            int end = contender.name().length() - 1;
            lines.computeIfAbsent(contender.name().substring(0, end - 1), name -> new ArrayList<>())
                    .add(new Point(Integer.parseInt(contender.name().substring(end)),
                            rounds.median(contender.name())));
        }
        return new Chart("Large uploads", "zones", "CPU seconds per GiB", false, lines);
    }

    private static Contender large(String name, Side side) {
        return Contender.of(name, side, Bench.LARGE_CLIENTS, Request.put(Bench.SIGNER, Bench.BUCKET, Bench.LARGE),
                Gauge.CPU_PER_GIB);
    }
}
