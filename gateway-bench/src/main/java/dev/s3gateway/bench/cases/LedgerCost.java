package dev.s3gateway.bench.cases;

import dev.s3gateway.bench.load.Request;
import dev.s3gateway.bench.side.Side;
import dev.s3gateway.bench.side.Upserts;
import java.io.IOException;
import java.util.List;

/** What the ledger costs in the database: intent, commit and log of a PUT. */
final class LedgerCost implements Case {

    @Override
    public String name() {
        return "L1";
    }

    @Override
    public String says() {
        return "PostgreSQL's CPU per PUT ÷ that of a single-row upsert";
    }

    @Override
    public double goal() {
        return 0.35;
    }

    @Override
    public double stretch() {
        return 0.25;
    }

    private static final int CLIENTS = 64;

    @Override
    public Outcome run(Bench bench) throws IOException {
        Side ours = bench.gateway(bench.workshop().sinks(3));
        try (Upserts upserts = Upserts.start(bench.workshop().fresh(), CLIENTS)) {
            return Rounds.of(bench.pace(), List.of(
                    Contender.of("put", ours, CLIENTS, Request.put(Bench.SIGNER, Bench.BUCKET, Bench.SMALL),
                            Gauge.CPU_MICROS_PER_REQUEST, ours::databaseCpu),
                    new Contender("upsert", time -> {
                        double before = upserts.cpu();
                        long rows = upserts.during(time);
                        return (upserts.cpu() - before) * 1e6 / rows;
                    }))).compare("put", "upsert", "cpu_us_per_put");
        }
    }
}
