package dev.s3gateway.bench.cases;

import dev.s3gateway.bench.load.Request;
import dev.s3gateway.bench.side.Side;
import java.io.IOException;
import java.util.List;

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
        List<Integer> zones = bench.workshop().sinks(3);
        Side ours = bench.gateway(zones);
        Side tee = bench.workshop().bareTee(64 << 10, zones);
        Request put = Request.put(Bench.SIGNER, Bench.BUCKET, Bench.SMALL);
        return Rounds.of(bench.pace(), List.of(
                Contender.of("ours", ours, Bench.SMALL_CLIENTS, put, Gauge.CPU_MICROS_PER_REQUEST),
                Contender.of("tee", tee, Bench.SMALL_CLIENTS, put, Gauge.CPU_MICROS_PER_REQUEST)))
                .compare("ours", "tee", "cpu_us_per_request");
    }
}
