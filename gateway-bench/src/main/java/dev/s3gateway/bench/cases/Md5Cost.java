package dev.s3gateway.bench.cases;

import dev.s3gateway.bench.load.Request;
import dev.s3gateway.bench.side.Side;
import java.io.IOException;
import java.util.List;

/** What a client's own MD5 costs. */
final class Md5Cost implements Case {

    @Override
    public String name() {
        return "P4";
    }

    @Override
    public String says() {
        return "PUT whose MD5 must be computed ÷ (P1's cost + the JDK's MD5)";
    }

    @Override
    public double goal() {
        return 1.1;
    }

    @Override
    public double stretch() {
        return 0.5;
    }

    @Override
    public Outcome run(Bench bench) throws IOException {
        Side ours = bench.gateway(bench.workshop().sinks(3));
        double md5 = DigestCost.perGib("MD5");
        return Rounds.of(bench.pace(), List.of(
                Contender.of("plain", ours, Bench.LARGE_CLIENTS,
                        Request.put(Bench.SIGNER, Bench.BUCKET, Bench.LARGE), Gauge.CPU_PER_GIB),
                Contender.of("md5", ours, Bench.LARGE_CLIENTS,
                        Request.putWithMd5(Bench.SIGNER, Bench.BUCKET, Bench.LARGE), Gauge.CPU_PER_GIB)))
                .compare("md5", round -> round.of("plain") + md5, "cpu_s_per_gib");
    }
}
