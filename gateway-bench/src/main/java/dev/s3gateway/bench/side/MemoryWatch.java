package dev.s3gateway.bench.side;

/** Looks at a side's memory ten times a second. */
public final class MemoryWatch implements AutoCloseable {

    private static final int MILLIS = 100;
    private final Thread thread;
    private volatile boolean ended;
    private volatile long peak;

    private MemoryWatch(Side side) {
        this.thread = Thread.ofPlatform().daemon().start(() -> {
            while (!ended) {
                peak = Math.max(peak, side.memory());
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
