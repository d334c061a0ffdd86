package dev.s3gateway.bench.cases;

import dev.s3gateway.bench.load.Load;
import dev.s3gateway.bench.load.Request;
import dev.s3gateway.bench.side.Side;
import dev.s3gateway.bench.side.Workshop;
import java.io.IOException;
import java.util.List;

/** How much memory a zone costs that takes no bytes for a while. */
final class StalledMemory implements Case {

    @Override
    public String name() {
        return "M2";
    }

    @Override
    public String says() {
        return "The same with one zone stalled for 10 s: more memory, MiB (a failed upload fails the case)";
    }

    @Override
    public double goal() {
        return 64;
    }

    @Override
    public double stretch() {
        return 16;
    }

    @Override
    public Outcome run(Bench bench) throws IOException {
        List<Integer> zones = bench.workshop().sinks(3);
        Side ours = bench.gateway(zones);
        double calm = UploadMemory.grown(bench, ours, () -> {});
        double stalled = UploadMemory.grown(bench, ours, () -> {
            Workshop.pause(2000);
            Load.times(1, 1, zones.get(2), Request.of(Bench.SIGNER, "PUT", "/_sink/stall", "ms=10000"));
        });
        return Outcome.figure(Math.max(0, stalled - Math.max(0, calm)), "mib");
    }
}
