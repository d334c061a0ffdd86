package dev.s3gateway.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** Closes all connections of a load that has had no answer for too long: what waits for one then fails. */
final class Patience implements AutoCloseable {

    private final long nanos;
    private final Queue<Connection> watched = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile long answered = System.nanoTime();

    private Patience(Duration longest) {
        this.nanos = longest.toNanos();
        this.thread = Thread.ofPlatform().daemon().start(this::lose);
    }

    static Patience of(Duration longest) {
        return new Patience(longest);
    }

    Connection watch(Connection connection) {
        watched.add(connection);
        return connection;
    }

    void answered() {
        answered = System.nanoTime();
    }

    private void lose() {
        try {
            while (System.nanoTime() - answered < nanos) {
                TimeUnit.SECONDS.sleep(1);
            }
            System.err.println("bench: no answer for " + TimeUnit.NANOSECONDS.toSeconds(nanos) + " s; giving up");
            for (Connection connection : watched) {
                connection.close();
            }
        } catch (InterruptedException _) {
            // The load is done.
        } catch (IOException e) {
            System.err.println("bench: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
