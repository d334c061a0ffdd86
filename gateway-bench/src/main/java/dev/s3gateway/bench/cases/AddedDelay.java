package dev.s3gateway.bench.cases;

import dev.s3gateway.bench.load.Load;
import dev.s3gateway.bench.load.Request;
import dev.s3gateway.bench.side.Side;
import java.io.IOException;
import java.util.List;

/** By how much a lone small upload takes longer through the gateway than straight to a zone. */
final class AddedDelay implements Case {

    @Override
    public String name() {
        return "T1";
    }

    @Override
    public String says() {
        return "Added p50 of a 4 KiB PUT, one connection, ledger off ÷ the bare tee's";
    }

    @Override
    public double goal() {
        return 3;
    }

    @Override
    public double stretch() {
        return 2;
    }

    @Override
    public Outcome run(Bench bench) throws IOException {
        List<Integer> zones = bench.workshop().sinks(3);
        Side ours = bench.withoutLedger(zones);
        Side tee = bench.workshop().bareTee(64 << 10, zones);
        Request put = Request.put(Bench.SIGNER, Bench.BUCKET, Bench.SMALL);
        Rounds rounds = Rounds.of(bench.pace(), List.of(
                Contender.of("ours", ours, 1, put, Gauge.MEDIAN_MILLIS),
                Contender.of("tee", tee, 1, put, Gauge.MEDIAN_MILLIS),
                new Contender("zone", time -> Load.during(time, 1, zones.get(0), put).percentile(0.5))));
        double added = rounds.median(round -> round.of("ours") - round.of("zone"));
        double theirs = rounds.median(round -> round.of("tee") - round.of("zone"));
        return new Outcome(added, theirs, added / theirs,
                rounds.lowest(round -> round.of("ours") - round.of("zone")) / theirs,
                rounds.highest(round -> round.of("ours") - round.of("zone")) / theirs, "ms");
    }
}
