package dev.s3gateway.bench.side;

import dev.s3gateway.bench.chart.Chart.Point;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Looks at a side's memory ten times a second. */
public final class MemoryWatch implements AutoCloseable {

    private static final int MILLIS = 100;
    private final Thread thread;
    private volatile boolean ended;
    private volatile long peak;
    private final List<Point> course = new CopyOnWriteArrayList<>();

    private MemoryWatch(Side side) {
        this.thread = Thread.ofPlatform().daemon().start(() -> {
            long start = System.nanoTime();
            while (!ended) {
                long now = side.memory();
                peak = Math.max(peak, now);
                course.add(new Point((System.nanoTime() - start) / 1e9, now / (double) (1 << 20)));
                Workshop.pause(MILLIS);
            }
        });
    }

    public static MemoryWatch of(Side side) {
        return new MemoryWatch(side);
    }

    /** The most that it has held so far, in bytes. */
    public long peak() {
        return peak;
    }

    /** MiB over seconds. */
    public List<Point> course() {
        return List.copyOf(course);
    }

    @Override
    public void close() {
        ended = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
