package dev.s3gateway.bench.cases;

import dev.s3gateway.bench.load.Load;
import dev.s3gateway.bench.load.Request;
import dev.s3gateway.bench.side.Side;
import java.io.IOException;
import java.util.List;

/** How much of the rate of small uploads the ledger leaves. */
final class LedgerRate implements Case {

    private static final int CLIENTS = 64;

    @Override
    public String name() {
        return "S2";
    }

    @Override
    public String says() {
        return "Durable 4 KiB PUTs a second with the ledger ÷ without, everything on this machine";
    }

    @Override
    public double goal() {
        return 0.85;
    }

    @Override
    public double stretch() {
        return 0.93;
    }

    @Override
    public boolean moreIsBetter() {
        return true;
    }

    @Override
    public Outcome run(Bench bench) throws IOException {
        List<Integer> zones = bench.workshop().sinks(3);
        Side with = bench.gateway(zones);
        Side without = bench.withoutLedger(zones);
        Request put = Request.put(Bench.SIGNER, Bench.BUCKET, Bench.SMALL);
        return Rounds.of(bench.pace(), List.of(Contender.of("with", with, CLIENTS, put, Gauge.RATE),
                Contender.of("without", without, CLIENTS, put, Gauge.RATE)))
                .compare("with", "without", "requests_per_s");
    }
}
