package dev.s3gateway.bench.cases;

import dev.s3gateway.bench.load.Load;
import dev.s3gateway.bench.load.Request;
import dev.s3gateway.bench.profile.Flame;
import dev.s3gateway.bench.profile.Recording;
import dev.s3gateway.bench.side.Side;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** On what the gateway spends its time while one kind of request comes in. */
final class FlameStudy implements Study {

    private static final long LARGE_KEYS = 4;
    private static final long SMALL_KEYS = 1000;
    private final String name;
    private final String says;
    private final long size;
    private final boolean put;
    private final boolean alone;

    private FlameStudy(String name, String says, long size, boolean put, boolean alone) {
        this.name = name;
        this.says = says;
        this.size = size;
        this.put = put;
        this.alone = alone;
    }

    static FlameStudy put(String name, String says, long size) {
        return new FlameStudy(name, says, size, true, false);
    }

    static FlameStudy get(String name, String says, long size) {
        return new FlameStudy(name, says, size, false, false);
    }

    /** One connection and no database: what a lone request pays by itself. */
    static FlameStudy lonePut(String name, String says, long size) {
        return new FlameStudy(name, says, size, true, true);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String says() {
        return "Flame graph: " + says;
    }

    @Override
    public Flame run(Bench bench) throws IOException {
        Side ours = side(bench);
        boolean large = size == Bench.LARGE;
        Request request = Request.put(Bench.SIGNER, Bench.BUCKET, size);
        if (!put) {
            long keys = large ? LARGE_KEYS : SMALL_KEYS;
            Load.keys(keys, 1, ours.port(), request);
            request = Request.get(Bench.SIGNER, Bench.BUCKET, keys);
        }
        Contender contender = Contender.of("ours", ours, clients(), request,
                large ? Gauge.CPU_PER_GIB : Gauge.CPU_MICROS_PER_REQUEST);
        WarmUp.of(bench.pace(), contender);
        Map<String, Double> before = ours.cpuByThread();
        Flame flame = Recording.of(says, ours, bench.workshop().fresh(),
                () -> System.err.println("bench:   while recorded: " + contender.turn().taken(bench.pace().round())));
        Map<String, Double> spent = new TreeMap<>();
        ours.cpuByThread().forEach((thread, cpu) -> {
            double own = cpu - before.getOrDefault(thread, 0.0);
            if (own > 0.02) {
                spent.put(thread, own);
            }
        });
        System.err.println("bench:   CPU seconds by thread: " + spent);
        return flame;
    }

    private Side side(Bench bench) throws IOException {
        List<Integer> zones = bench.workshop().sinks(3);
        return alone ? bench.withoutLedger(zones) : bench.gateway(zones);
    }

    private int clients() {
        int several = size == Bench.LARGE ? Bench.LARGE_CLIENTS : Bench.SMALL_CLIENTS;
        return alone ? 1 : several;
    }
}
