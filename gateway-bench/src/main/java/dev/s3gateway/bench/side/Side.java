package dev.s3gateway.bench.side;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A process that is measured, or that others are measured against: its port, and what it has used so far. */
public final class Side implements AutoCloseable {

    private static final String START_CACHE = "-Ds3gateway.start-cache=";

    private final String name;
    private final Process process;
    private final int port;
    private final Path log;
    private final boolean withChildren;

    Side(String name, Process process, int port, Path log, boolean withChildren) {
        this.name = name;
        this.process = process;
        this.port = port;
        this.log = log;
        this.withChildren = withChildren;
    }

    /** The same process at one of its ports. */
    public Side at(int known) {
        return new Side(name, process, known, log, withChildren);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    public String name() {
        return name;
    }

    public long pid() {
        return process.pid();
    }

    public int port() {
        return port;
    }

    public Path log() {
        return log;
    }

    /** CPU seconds used so far: of the process, and of its children where they do the work for it. */
    public double cpu() {
        double own = Proc.cpu(process.pid());
        return withChildren ? own + process.descendants().mapToDouble(child -> Proc.cpu(child.pid())).sum() : own;
    }

    /** CPU seconds of the database that a gateway has started for itself, with all that it has reaped. */
    public double databaseCpu() {
        return process.descendants()
                .filter(child -> Proc.command(child.pid()).contains("postgres"))
                .mapToDouble(child -> Proc.cpuWithReaped(child.pid()))
                .sum();
    }

    /** CPU seconds by kind of thread, as far as its threads are still alive: event loops, compilers, collectors. */
    public Map<String, Double> cpuByThread() {
        return Proc.cpuByThread(process.pid());
    }

    /** CPU seconds of its just-in-time compilers. */
    public double compiling() {
        return cpuByThread().entrySet()
                .stream()
                .filter(thread -> thread.getKey().contains("CompilerThre"))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    /** The file that a gateway makes by and by for its next starts; empty where it has one. */
    Optional<Path> startCachePromised() {
        return process.info()
                .arguments()
                .stream()
                .flatMap(Arrays::stream)
                .filter(word -> word.startsWith(START_CACHE))
                .map(word -> Path.of(word.substring(START_CACHE.length())))
                .findFirst();
    }

    /** Resident memory in bytes. */
    public long memory() {
        return Proc.memory(process.pid());
    }

    /** Asks it to end, and does not wait. */
    void stop() {
        process.destroy();
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + name + " was stopping", e);
        }
    }

    /** What it printed, for when something went wrong. */
    String said() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "(its output cannot be read: " + e.getMessage() + ")";
        }
    }
}
