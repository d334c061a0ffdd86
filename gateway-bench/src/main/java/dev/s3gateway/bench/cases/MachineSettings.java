package dev.s3gateway.bench.cases;

import dev.s3gateway.bench.chart.Figures;
import dev.s3gateway.bench.chart.Sheet;
import dev.s3gateway.bench.load.Load;
import dev.s3gateway.bench.load.Request;
import dev.s3gateway.bench.side.Side;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** The gateway under other settings of its virtual machine and of Netty's allocator, in turns. */
public final class MachineSettings implements Survey {

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
    private static final String SHIPPED = "none, as it ships";
    private static final Map<String, String> SETTINGS = new LinkedHashMap<>();

    static {
        SETTINGS.put(SHIPPED, "");
        SETTINGS.put("two event loops for each processor", "-Dreactor.netty.ioWorkerCount=" + 2 * PROCESSORS);
        SETTINGS.put("compact object headers", "-XX:+UseCompactObjectHeaders");
        SETTINGS.put("parallel collector", "-XX:+UseParallelGC");
        SETTINGS.put("serial collector", "-XX:+UseSerialGC");
        SETTINGS.put("Z collector", "-XX:+UseZGC");
        SETTINGS.put("256 MiB of heap, 256 MiB of direct memory", "-Xmx256m -XX:MaxDirectMemorySize=256m");
        SETTINGS.put("pooled allocator", "-Dio.netty.allocator.type=pooled");
    }

    private record Kind(String title, long size, boolean put, Gauge gauge) {

        Request request() {
            return put ? Request.put(Bench.SIGNER, Bench.BUCKET, size) : Request.get(Bench.SIGNER, Bench.BUCKET, 1);
        }

        String under(String setting) {
            return title + " under " + setting;
        }

        Contender contender(String setting, Side side) {
            return Contender.of(under(setting), side, clients(), request(), gauge);
        }

        int clients() {
            return size == Bench.LARGE ? Bench.LARGE_CLIENTS : Bench.SMALL_CLIENTS;
        }
    }

    private static final List<Kind> SMALL = List.of(
            new Kind("PUT 4 KiB, µs", Bench.SMALL, true, Gauge.CPU_MICROS_PER_REQUEST),
            new Kind("GET 4 KiB, µs", Bench.SMALL, false, Gauge.CPU_MICROS_PER_REQUEST));
    private static final List<Kind> LARGE = List.of(
            new Kind("PUT 256 MiB, s/GiB", Bench.LARGE, true, Gauge.CPU_PER_GIB));

    @Override
    public String name() {
        return "settings";
    }

    @Override
    public String says() {
        return "Settings of the virtual machine: CPU of the gateway, and the memory that is resident in the end (only by name)";
    }

    @Override
    public Sheet run(Bench bench) throws IOException {
        if (!bench.chosen()) {
            throw new Case.Missing("to be asked for by its name");
        }
        List<Integer> zones = bench.workshop().sinks(3);
        Map<String, Side> sides = new LinkedHashMap<>();
        for (Map.Entry<String, String> setting : SETTINGS.entrySet()) {
            Side side = bench.gateway(setting.getKey().replaceAll("[ ,]+", "-"), zones, bench.dataPath(),
                    Map.of("JAVA_OPTS", setting.getValue()));
            // What is read.
            Load.keys(1, 1, side.port(), SMALL.getFirst().request());
            sides.put(setting.getKey(), side);
        }
        // Large bodies last: they lie under the keys of the small ones.
        List<List<String>> rows = new ArrayList<>();
        sides.keySet().forEach(setting -> rows.add(new ArrayList<>(List.of(setting))));
        for (List<Kind> kinds : List.of(SMALL, LARGE)) {
            Rounds rounds = Rounds.of(bench.pace(), sides.entrySet()
                    .stream()
                    .flatMap(side -> kinds.stream().map(kind -> kind.contender(side.getKey(), side.getValue())))
                    .toList());
            rows.forEach(row -> kinds.forEach(kind -> row.add(cell(rounds, kind, row.getFirst()))));
        }
        Iterator<Side> measured = sides.values().iterator();
        rows.forEach(row -> row.add(Long.toString(measured.next().memory() >> 20)));
        List<String> titles = new ArrayList<>(List.of("setting"));
        Stream.of(SMALL, LARGE).flatMap(List::stream).forEach(kind -> titles.add(kind.title()));
        titles.add("resident, MiB");
        return new Sheet(titles, rows);
    }

    /** What it costs as it ships, and how many times as much under any other setting. */
    private static String cell(Rounds rounds, Kind kind, String setting) {
        String ours = kind.under(setting);
        String shipped = kind.under(SHIPPED);
        if (ours.equals(shipped)) {
            return Figures.number(rounds.median(shipped));
        }
        ToDoubleFunction<Round> ratio = round -> round.of(ours) / round.of(shipped);
        return "× %s (%s – %s)".formatted(Figures.number(rounds.median(ratio)), Figures.number(rounds.lowest(ratio)),
                Figures.number(rounds.highest(ratio)));
    }
}
