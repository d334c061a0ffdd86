package dev.s3gateway.bench.cases;

import dev.s3gateway.bench.chart.Figures;
import dev.s3gateway.bench.load.Load;
import dev.s3gateway.bench.load.Request;
import dev.s3gateway.bench.side.Side;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What asking a second zone saves where the first is late now and then. */
final class HedgedTail implements Case {

    private static final int CLIENTS = 8;
    private static final long KEYS = 1000;

    @Override
    public String name() {
        return "T2";
    }

    @Override
    public String says() {
        return "p99 of a 4 KiB GET, one of three zones 500 ms late for 5 % of its reads: hedged ÷ not";
    }

    @Override
    public double goal() {
        return 0.2;
    }

    @Override
    public double stretch() {
        return 0.1;
    }

    @Override
    public Outcome run(Bench bench) throws IOException {
        List<Integer> zones = bench.workshop().sinks(3);
        Side hedged = bench.gateway("hedging gateway", zones, bench.dataPath(), Map.of("S3GATEWAY_READ_HEDGE", "p95"));
        Side plain = bench.gateway("gateway", zones, bench.dataPath(), Map.of());
        Request put = Request.put(Bench.SIGNER, Bench.BUCKET, Bench.SMALL);
        Load.keys(KEYS, 1, hedged.port(), put);
        Load.keys(KEYS, 1, plain.port(), put);
        // Reads go to the first zone of the list before the others.
        Load.times(1, 1, zones.get(0), Request.of(Bench.SIGNER, "PUT", "/_sink/slow", "percent=5&ms=500"));
        Request get = Request.get(Bench.SIGNER, Bench.BUCKET, KEYS);
        List<Double> extra = new ArrayList<>();
        Outcome outcome = Rounds.of(bench.pace(), List.of(new Contender("hedged", hedged.pid(), time -> {
            reads(zones);
            var tally = Load.during(time, CLIENTS, hedged.port(), get);
            extra.add(100.0 * (reads(zones) - tally.requests()) / tally.requests());
            return tally.percentile(0.99);
        }, hedged::compiling), Contender.of("plain", plain, CLIENTS, get, Gauge.P99_MILLIS)))
                .compare("hedged", "plain", "ms");
        List<Double> measured = new ArrayList<>(extra.subList(extra.size() - bench.pace().rounds(), extra.size()));
        measured.sort(null);
        return outcome.noting("extra requests: " + Figures.number(measured.get(measured.size() / 2))
                + " % (goal ≤ 6 %)");
    }

    /** Since this was last asked, at all zones. */
    private static long reads(List<Integer> zones) {
        return zones.stream().mapToLong(zone -> Long.parseLong(Load.ask(zone, "/_sink/reads"))).sum();
    }
}
