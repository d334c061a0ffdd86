package dev.s3gateway.bench.cases;

import dev.s3gateway.bench.load.Request;
import dev.s3gateway.bench.side.Side;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What a large upload costs beyond moving its bytes. */
final class PutCost implements Case {

    @Override
    public String name() {
        return "P1";
    }

    @Override
    public String says() {
        return "PUT 256 MiB to 3 zones, CPU per GiB ÷ bare Netty tee";
    }

    @Override
    public double goal() {
        return 1.3;
    }

    @Override
    public double stretch() {
        return 0.9;
    }

    @Override
    public Outcome run(Bench bench) throws IOException {
        return againstTee(bench, Bench.LARGE, Bench.LARGE_CLIENTS, Gauge.CPU_PER_GIB, "cpu_s_per_gib");
    }

    /** Both sides write the same bodies to the same three zones. */
    static Outcome againstTee(Bench bench, long size, int clients, Gauge gauge, String unit) throws IOException {
        List<Integer> zones = bench.workshop().sinks(3);
        Side ours = bench.gateway(zones);
        Side sdk = bench.gateway("gateway by the SDK", zones, "sdk", Map.of());
        Side tee = bench.workshop().bareTee(64 << 10, zones);
        Request put = Request.put(Bench.SIGNER, Bench.BUCKET, size);
        return Rounds.of(bench.pace(), List.of(Contender.of("ours", ours, clients, put, gauge),
                Contender.of("tee", tee, clients, put, gauge), Contender.of("by the SDK", sdk, clients, put, gauge)))
                .compare("ours", "tee", unit);
    }
}
