package dev.s3gateway.bench.cases;

import java.io.IOException;

/** What a small upload costs: the gateway with its ledger's client, PostgreSQL not counted. */
final class SmallPutCost implements Case {

    @Override
    public String name() {
        return "S1";
    }

    @Override
    public String says() {
        return "PUT 4 KiB to 3 zones, CPU per request ÷ bare Netty tee";
    }

    @Override
    public double goal() {
        return 4;
    }

    @Override
    public double stretch() {
        return 2;
    }

    @Override
    public Outcome run(Bench bench) throws IOException {
        return PutCost.againstTee(bench, Bench.SMALL, Bench.SMALL_CLIENTS, Gauge.CPU_MICROS_PER_REQUEST,
                "cpu_us_per_request");
    }
}
