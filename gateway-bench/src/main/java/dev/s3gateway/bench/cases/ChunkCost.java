package dev.s3gateway.bench.cases;

import dev.s3gateway.bench.load.Request;
import dev.s3gateway.bench.side.Side;
import java.io.IOException;
import java.util.List;

/** What a signature on each chunk costs. */
final class ChunkCost implements Case {

    @Override
    public String name() {
        return "P5";
    }

    @Override
    public String says() {
        return "PUT in signed chunks ÷ (P1's cost + the JDK's SHA-256)";
    }

    @Override
    public double goal() {
        return 1.15;
    }

    @Override
    public double stretch() {
        return 1.0;
    }

    private static final int CHUNK = 128 << 10;

    @Override
    public Outcome run(Bench bench) throws IOException {
        Side ours = bench.gateway(bench.workshop().sinks(3));
        double sha = DigestCost.perGib("SHA-256");
        return Rounds.of(bench.pace(), List.of(
                Contender.of("plain", ours, Bench.LARGE_CLIENTS,
                        Request.put(Bench.SIGNER, Bench.BUCKET, Bench.LARGE), Gauge.CPU_PER_GIB),
                Contender.of("chunks", ours, Bench.LARGE_CLIENTS,
                        Request.putInSignedChunks(Bench.SIGNER, Bench.BUCKET, Bench.LARGE, CHUNK),
                        Gauge.CPU_PER_GIB)))
                .compare("chunks", round -> round.of("plain") + sha, "cpu_s_per_gib");
    }
}
