package dev.s3gateway.bench.cases;

import dev.s3gateway.bench.chart.Figures;
import dev.s3gateway.bench.load.Load;
import dev.s3gateway.bench.load.Request;
import dev.s3gateway.bench.load.Tally;
import dev.s3gateway.bench.side.Side;
import java.io.IOException;
import java.time.Duration;

/** What nobody may fall below, whatever else is measured: the worst of four figures over what is demanded of it. */
final class Floors implements Case {

    private static final double PUTS_PER_SECOND = 1000;
    private static final double PUT_MILLIS = 100;
    private static final double LIST_MILLIS = 20;
    private static final double HEAD_MILLIS = 10;
    private static final int KEYS = 1000;

    @Override
    public String name() {
        return "F";
    }

    @Override
    public String says() {
        return "Floors: 1000 objects a second; p95 of a small PUT < 100 ms, a list of 1000 keys < 20 ms, HEAD < 10 ms";
    }

    @Override
    public double goal() {
        return 1;
    }

    @Override
    public double stretch() {
        return 0.5;
    }

    @Override
    public Outcome run(Bench bench) throws IOException {
        Side ours = bench.gateway(bench.workshop().sinks(3));
        Request put = Request.put(Bench.SIGNER, Bench.BUCKET, Bench.SMALL);
        Load.keys(KEYS, 4, ours.port(), put);
        Contender warm = Contender.of("ours", ours, Bench.SMALL_CLIENTS, put, Gauge.RATE);
        WarmUp.of(bench.pace(), warm);
        Duration time = bench.pace().round();
        Tally puts = Load.during(time, Bench.SMALL_CLIENTS, ours.port(), put);
        double list = p95(bench, "list", ours, Request.of(Bench.SIGNER, "GET", "/" + Bench.BUCKET, "list-type=2"));
        double head = p95(bench, "HEAD", ours, Request.of(Bench.SIGNER, "HEAD", "/" + Bench.BUCKET + "/k1", ""));
        double worst = Math.max(
                Math.max(PUTS_PER_SECOND / puts.requestsPerSecond(), puts.percentile(0.95) / PUT_MILLIS),
                Math.max(list / LIST_MILLIS, head / HEAD_MILLIS));
        return Outcome.figure(worst, "of_the_floor")
                .noting(Figures.number(puts.requestsPerSecond()) + " PUT/s, p95 "
                        + Figures.number(puts.percentile(0.95))
                        + " ms; list " + Figures.number(list) + " ms; HEAD " + Figures.number(head) + " ms");
    }

    private static double p95(Bench bench, String name, Side side, Request request) {
        Contender contender = Contender.of(name, side, 2, request, Gauge.P95_MILLIS);
        WarmUp.of(bench.pace(), contender);
        return contender.turn().taken(bench.pace().round());
    }
}
