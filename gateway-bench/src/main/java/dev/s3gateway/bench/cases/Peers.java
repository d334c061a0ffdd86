package dev.s3gateway.bench.cases;

import dev.s3gateway.bench.chart.Figures;
import dev.s3gateway.bench.chart.Sheet;
import dev.s3gateway.bench.load.Load;
import dev.s3gateway.bench.load.Request;
import dev.s3gateway.bench.side.Side;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The same requests to others that stand between clients and S3 services, over the same sinks. */
public final class Peers implements Survey {

    private static final int KEYS = 4;

    @Override
    public String name() {
        return "peers";
    }

    @Override
    public String says() {
        return "Other gateways over the same zones: CPU of their processes, s for each GiB and µs for each request";
    }

    @Override
    public Sheet run(Bench bench) throws IOException {
        // Each over zones of its own: a sink that others have filled keeps no more.
        Map<String, Side> sides = new LinkedHashMap<>();
        sides.put("s3gateway, three zones", bench.gateway(bench.workshop().sinks(3)));
        sides.put("s3gateway, one zone", bench.gateway(bench.workshop().sinks(1)));
        bench.workshop()
                .versitygw(bench.workshop().sinks(1).getFirst(), Bench.ID, Bench.SECRET)
                .ifPresent(side -> sides.put("versitygw, one zone", side));
        bench.workshop()
                .s3proxy(bench.workshop().sinks(1).getFirst(), Bench.ID, Bench.SECRET)
                .ifPresent(side -> sides.put("S3Proxy, one zone", side));
        List<List<String>> rows = new ArrayList<>();
        for (Map.Entry<String, Side> side : sides.entrySet()) {
            // What is read is put before the many that fill the zones.
            String smallGet = get(bench, side.getValue(), Bench.SMALL);
            String largeGet = get(bench, side.getValue(), Bench.LARGE);
            rows.add(List.of(side.getKey(), put(bench, side.getValue(), Bench.LARGE), largeGet,
                    put(bench, side.getValue(), Bench.SMALL), smallGet));
        }
        return new Sheet(List.of("gateway", "PUT 256 MiB, s/GiB", "GET 256 MiB, s/GiB", "PUT 4 KiB, µs",
                "GET 4 KiB, µs"), rows);
    }

    private static String put(Bench bench, Side side, long size) {
        return figure(bench, side, size, Request.put(Bench.SIGNER, Bench.BUCKET, size));
    }

    private static String get(Bench bench, Side side, long size) {
        try {
            Load.keys(KEYS, 1, side.port(), Request.put(Bench.SIGNER, Bench.BUCKET, size));
        } catch (IllegalStateException e) {
            return "–";
        }
        return figure(bench, side, size, Request.get(Bench.SIGNER, Bench.BUCKET, KEYS));
    }

    private static String figure(Bench bench, Side side, long size, Request request) {
        boolean large = size == Bench.LARGE;
        Contender contender = Contender.of(side.name(), side, large ? Bench.LARGE_CLIENTS : Bench.SMALL_CLIENTS,
                request, large ? Gauge.CPU_PER_GIB : Gauge.CPU_MICROS_PER_REQUEST);
        try {
            WarmUp.of(bench.pace().sketching(), contender);
            return Figures.number(contender.turn().taken(bench.pace().round()));
        } catch (IllegalStateException e) {
            System.err.println("bench:   " + side.name() + ": " + e.getMessage());
            return "–";
        }
    }
}
