package dev.s3gateway.bench.cases;

import dev.s3gateway.bench.load.Request;
import dev.s3gateway.bench.side.Side;
import java.io.IOException;
import java.util.List;

/** How many small objects a second get through, load, zones, gateway and database together. */
final class SmallPutRate implements Case {

    @Override
    public String name() {
        return "S3";
    }

    @Override
    public String says() {
        return "Durable 4 KiB PUTs a second to 3 zones, everything on this machine";
    }

    @Override
    public double goal() {
        return 8000;
    }

    @Override
    public double stretch() {
        return 15000;
    }

    private static final int CLIENTS = 64;

    @Override
    public boolean moreIsBetter() {
        return true;
    }

    @Override
    public Outcome run(Bench bench) throws IOException {
        Side ours = bench.gateway(bench.workshop().sinks(3));
        Rounds rounds = Rounds.of(bench.pace(), List.of(Contender.of("ours", ours, CLIENTS,
                Request.put(Bench.SIGNER, Bench.BUCKET, Bench.SMALL), Gauge.RATE)));
        return new Outcome(rounds.median("ours"), 1, rounds.median("ours"), rounds.lowest(round -> round.of("ours")),
                rounds.highest(round -> round.of("ours")), "requests_per_s");
    }
}
