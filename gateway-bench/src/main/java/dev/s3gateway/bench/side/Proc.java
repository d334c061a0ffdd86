package dev.s3gateway.bench.side;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the kernel says of a process, below /proc. A process that has ended has used nothing more. */
final class Proc {

    private static final double TICKS_PER_SECOND = 100;

    private Proc() {}

    static double cpu(long pid) {
        return cpu(pid, 13, 14);
    }

    /** Of its ended children, too. */
    static double cpuWithReaped(long pid) {
        return cpu(pid, 13, 14, 15, 16);
    }

    /** By the names of the threads without their numbers. */
    static Map<String, Double> cpuByThread(long pid) {
        Map<String, Double> all = new TreeMap<>();
        try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            for (Path task : tasks.toList()) {
                String where = pid + "/task/" + task.getFileName();
                String name = read(where, "comm").strip().replaceAll("[-#0-9 ]+$", "");
                all.merge(name, cpu(where, 13, 14), Double::sum);
            }
        } catch (IOException e) {
            // It has ended.
        }
        return all;
    }

    private static double cpu(long pid, int... fields) {
        return cpu(Long.toString(pid), fields);
    }

    private static double cpu(String where, int... fields) {
        String stat = read(where, "stat");
        if (stat.isEmpty()) {
            return 0;
        }
        // The second field is the name in brackets and may hold anything.
        String[] after = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        double ticks = 0;
        for (int field : fields) {
            ticks += Long.parseLong(after[field - 2]);
        }
        return ticks / TICKS_PER_SECOND;
    }

    static long memory(long pid) {
        for (String line : read(Long.toString(pid), "status").split("\n", -1)) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
            }
        }
        return 0;
    }

    static String command(long pid) {
        return read(Long.toString(pid), "comm");
    }

    private static String read(String where, String file) {
        try {
            return Files.readString(Path.of("/proc", where, file));
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            // ESRCH: it ended between the opening and the reading.
            return "";
        }
    }
}
