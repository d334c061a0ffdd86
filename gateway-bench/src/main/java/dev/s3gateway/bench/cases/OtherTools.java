package dev.s3gateway.bench.cases;

import dev.s3gateway.bench.chart.Figures;
import dev.s3gateway.bench.chart.Sheet;
import dev.s3gateway.bench.load.Load;
import dev.s3gateway.bench.load.Request;
import dev.s3gateway.bench.load.Tally;
import dev.s3gateway.bench.side.Side;
import dev.s3gateway.bench.side.Wrk;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Load that the bench did not write itself: wrk, by presigned URLs; beside it the bench's own. */
public final class OtherTools implements Survey {

    private static final int KEYS = 1000;

    @Override
    public String name() {
        return "tools";
    }

    @Override
    public String says() {
        return "Load by wrk over presigned URLs, beside the bench's own with signed heads";
    }

    @Override
    public Sheet run(Bench bench) throws IOException {
        Side ours = bench.gateway(bench.workshop().sinks(3));
        Request put = Request.put(Bench.SIGNER, Bench.BUCKET, Bench.SMALL);
        Load.keys(KEYS, 4, ours.port(), put);
        Request get = Request.get(Bench.SIGNER, Bench.BUCKET, KEYS);
        WarmUp.of(bench.pace().sketching(),
                Contender.of("GET", ours, Bench.SMALL_CLIENTS, get, Gauge.CPU_MICROS_PER_REQUEST));
        WarmUp.of(bench.pace().sketching(),
                Contender.of("PUT", ours, Bench.SMALL_CLIENTS, put, Gauge.CPU_MICROS_PER_REQUEST));
        Wrk wrk = Bench.need(Wrk.installed(bench.workshop().fresh()), "wrk");
        List<List<String>> rows = new ArrayList<>();
        rows.add(byUs("GET", bench, ours, get));
        rows.add(byWrk("GET", bench, ours, wrk));
        rows.add(byUs("PUT", bench, ours, put));
        rows.add(byWrk("PUT", bench, ours, wrk));
        return new Sheet(List.of("load", "what", "requests/s", "CPU of the gateway, µs for each request"), rows);
    }

    private static List<String> byUs(String method, Bench bench, Side side, Request request) {
        double before = side.cpu();
        Tally tally = Load.during(bench.pace().round(), Bench.SMALL_CLIENTS, side.port(), request);
        return row("the bench's own", method, tally.requestsPerSecond(), (side.cpu() - before) / tally.requests());
    }

    private static List<String> byWrk(String method, Bench bench, Side side, Wrk wrk) throws IOException {
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < KEYS; i++) {
            paths.add(Bench.SIGNER.presigned(method, "127.0.0.1:" + side.port(), Request.path(Bench.BUCKET, i)));
        }
        Duration time = bench.pace().round();
        double before = side.cpu();
        double rate = wrk.rate(method, side.port(), paths, (int) Bench.SMALL, Bench.SMALL_CLIENTS, time);
        return row("wrk", method, rate, (side.cpu() - before) / (rate * time.toSeconds()));
    }

    private static List<String> row(String load, String method, double rate, double cpu) {
        return List.of(load, method + " 4 KiB, " + Bench.SMALL_CLIENTS + " connections", Figures.number(rate),
                Figures.number(cpu * 1e6));
    }
}
