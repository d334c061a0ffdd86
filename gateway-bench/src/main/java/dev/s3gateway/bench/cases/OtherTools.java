package dev.s3gateway.bench.cases;

import dev.s3gateway.bench.chart.Figures;
import dev.s3gateway.bench.chart.Sheet;
import dev.s3gateway.bench.load.Load;
import dev.s3gateway.bench.load.Request;
import dev.s3gateway.bench.load.Tally;
import dev.s3gateway.bench.side.Side;
import dev.s3gateway.bench.side.Warp;
import dev.s3gateway.bench.side.Wrk;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Load that the bench did not write itself: wrk by presigned URLs and, where it is here, warp; beside it the bench's own. */
public final class OtherTools implements Survey {

    private static final int KEYS = 1000;
    /** It says nothing about shorter runs. */
    private static final long MIN_WARP_SECONDS = 12;

    @Override
    public String name() {
        return "tools";
    }

    @Override
    public String says() {
        return "Load by wrk over presigned URLs and by warp where it is installed, beside the bench's own with signed heads";
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
        Optional<Warp> warp = Warp.installed(bench.workshop().fresh());
        if (warp.isPresent()) {
            rows.add(byWarp("get", bench, ours, warp.get()));
            rows.add(byWarp("put", bench, ours, warp.get()));
        }
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

    /** It says how fast it was, not how many requests it sent in all, warming up; a bucket of its own for its PUTs. */
    private static List<String> byWarp(String what, Bench bench, Side side, Warp warp) throws IOException {
        Duration time = Duration.ofSeconds(Math.max(MIN_WARP_SECONDS, bench.pace().round().toSeconds()));
        double rate = warp.rate(what, side.port(), Bench.ID, Bench.SECRET, "warp", Bench.SMALL, Bench.SMALL_CLIENTS,
                time);
        return row("warp", what.toUpperCase(Locale.ROOT), rate, "");
    }

    private static List<String> row(String load, String method, double rate, double cpu) {
        return row(load, method, rate, Figures.number(cpu * 1e6));
    }

    private static List<String> row(String load, String method, double rate, String cpu) {
        return List.of(load, method + " 4 KiB, " + Bench.SMALL_CLIENTS + " connections", Figures.number(rate), cpu);
    }
}
