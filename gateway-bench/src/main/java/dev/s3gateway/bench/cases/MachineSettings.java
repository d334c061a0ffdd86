package dev.s3gateway.bench.cases;

import dev.s3gateway.bench.chart.Figures;
import dev.s3gateway.bench.chart.Sheet;
import dev.s3gateway.bench.load.Request;
import dev.s3gateway.bench.side.Side;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The gateway under other settings of its virtual machine and of Netty's allocator, in turns. */
public final class MachineSettings implements Survey {

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
    private static final Map<String, String> SETTINGS = new LinkedHashMap<>();

    static {
        SETTINGS.put("none, as it ships", "");
        SETTINGS.put("two event loops for each processor", "-Dreactor.netty.ioWorkerCount=" + 2 * PROCESSORS);
        SETTINGS.put("compact object headers", "-XX:+UseCompactObjectHeaders");
        SETTINGS.put("parallel collector", "-XX:+UseParallelGC");
        SETTINGS.put("serial collector", "-XX:+UseSerialGC");
        SETTINGS.put("Z collector", "-XX:+UseZGC");
        SETTINGS.put("256 MiB of heap, 256 MiB of direct memory", "-Xmx256m -XX:MaxDirectMemorySize=256m");
        SETTINGS.put("pooled allocator", "-Dio.netty.allocator.type=pooled");
    }

    private record Kind(String title, long size, boolean put, Gauge gauge) {

        Request request(long keys) {
            return put
                    ? Request.put(Bench.SIGNER, Bench.BUCKET, size)
                    : Request.get(Bench.SIGNER, Bench.BUCKET, keys);
        }

        int clients() {
            return size == Bench.LARGE ? Bench.LARGE_CLIENTS : Bench.SMALL_CLIENTS;
        }
    }

    private static final List<Kind> KINDS = List.of(
            new Kind("PUT 4 KiB, µs", Bench.SMALL, true, Gauge.CPU_MICROS_PER_REQUEST),
            new Kind("GET 4 KiB, µs", Bench.SMALL, false, Gauge.CPU_MICROS_PER_REQUEST),
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
            sides.put(setting.getKey(), bench.gateway(setting.getKey().replaceAll("[ ,]+", "-"), zones,
                    bench.dataPath(), Map.of("JAVA_OPTS", setting.getValue())));
        }
        List<List<String>> rows = new ArrayList<>();
        sides.keySet().forEach(name -> rows.add(new ArrayList<>(List.of(name))));
        for (Kind kind : KINDS) {
            Rounds rounds = Rounds.of(bench.pace(), sides.entrySet()
                    .stream()
                    .map(side -> Contender.of(side.getKey(), side.getValue(), kind.clients(), kind.request(1),
                            kind.gauge()))
                    .toList());
            rows.forEach(row -> row.add(Figures.number(rounds.median(row.getFirst()))));
        }
        Iterator<List<String>> row = rows.iterator();
        sides.values().forEach(side -> row.next().add(Long.toString(side.memory() >> 20)));
        List<String> titles = new ArrayList<>(List.of("setting"));
        KINDS.forEach(kind -> titles.add(kind.title()));
        titles.add("resident, MiB");
        return new Sheet(titles, rows);
    }
}
