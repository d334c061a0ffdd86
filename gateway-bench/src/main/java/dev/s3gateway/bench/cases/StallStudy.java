package dev.s3gateway.bench.cases;

import dev.s3gateway.bench.chart.Chart;
import dev.s3gateway.bench.load.Load;
import dev.s3gateway.bench.load.Request;
import dev.s3gateway.bench.side.MemoryWatch;
import dev.s3gateway.bench.side.Side;
import dev.s3gateway.bench.side.Workshop;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** How the memory of the gateway goes while one of three zones takes no bytes. */
final class StallStudy implements Study {

    @Override
    public String name() {
        return "stall";
    }

    @Override
    public String says() {
        return "Resident memory during 64 large uploads, one of three zones stalled from second 2 to 12";
    }

    @Override
    public Chart run(Bench bench) throws IOException {
        List<Integer> zones = bench.workshop().sinks(3);
        Side ours = bench.gateway(zones);
        try (MemoryWatch watch = MemoryWatch.of(ours)) {
            UploadMemory.uploads(bench, ours, () -> {
                Workshop.pause(2000);
                Load.times(1, 1, zones.get(2), Request.of(Bench.SIGNER, "PUT", "/_sink/stall", "ms=10000"));
            });
            return new Chart("64 uploads, one zone stalled from second 2 to 12", "seconds", "resident MiB", false,
                    Map.of("gateway", watch.course()));
        }
    }
}
