package dev.s3gateway.bench.cases;

import dev.s3gateway.bench.load.Load;
import dev.s3gateway.bench.load.Request;
import dev.s3gateway.bench.side.Side;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a large download costs beyond relaying it. */
final class GetCost implements Case {

    @Override
    public String name() {
        return "G1";
    }

    @Override
    public String says() {
        return "GET 256 MiB, CPU per GiB ÷ nginx proxy_pass with 256 KiB buffers";
    }

    @Override
    public double goal() {
        return 1.15;
    }

    @Override
    public double stretch() {
        return 0.9;
    }

    @Override
    public Outcome run(Bench bench) throws IOException {
        return against(bench, Bench.LARGE, Bench.LARGE_CLIENTS, 4, Gauge.CPU_PER_GIB, "cpu_s_per_gib");
    }

    /** Both sides read the same few objects, which lie in the zone under the gateway's names and under plain ones. */
    static Outcome against(Bench bench, long size, int clients, long keys, Gauge gauge, String unit)
            throws IOException {
        List<Integer> zones = bench.workshop().sinks(3);
        Side nginx = Bench.need(bench.workshop().nginx(zones.get(0)), "nginx");
        Side ours = bench.gateway(zones);
        Side sdk = bench.gateway("gateway by the SDK", zones, "sdk", Map.of());
        Request put = Request.put(Bench.SIGNER, Bench.BUCKET, size);
        Load.keys(keys, 1, ours.port(), put);
        Load.keys(keys, 1, sdk.port(), put);
        Load.keys(keys, 1, zones.get(0), put);
        Request get = Request.get(Bench.SIGNER, Bench.BUCKET, keys);
        List<Contender> contenders = new ArrayList<>(List.of(Contender.of("ours", ours, clients, get, gauge),
                Contender.of("nginx", nginx, clients, get, gauge),
                Contender.of("by the SDK", sdk, clients, get, gauge)));
        bench.workshop()
                .haproxy(zones.get(0))
                .ifPresent(side -> contenders.add(Contender.of("HAProxy", side, clients, get, gauge)));
        return Rounds.of(bench.pace(), contenders).compare("ours", "nginx", unit);
    }
}
