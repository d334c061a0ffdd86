package dev.s3gateway.bench.cases;

import java.io.IOException;

/** What a small download costs. */
final class SmallGetCost implements Case {

    @Override
    public String name() {
        return "G2";
    }

    @Override
    public String says() {
        return "GET 4 KiB, signed, ledger on, CPU per request ÷ nginx";
    }

    @Override
    public double goal() {
        return 3;
    }

    @Override
    public double stretch() {
        return 1.8;
    }

    @Override
    public Outcome run(Bench bench) throws IOException {
        return GetCost.against(bench, Bench.SMALL, Bench.SMALL_CLIENTS, 1000, Gauge.CPU_MICROS_PER_REQUEST,
                "cpu_us_per_request");
    }
}
