package dev.s3gateway.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;

/**
 * So many connections, each sending one request after the other, until the time or the number is up. Where none of them
 * gets an answer for a minute and a half, or as long as is said, all fail.
 */
public final class Load {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final AtomicLong NUMBERS = new AtomicLong();

    private Load() {}

    public static Tally during(Duration time, int connections, int port, Request request) {
        long end = System.nanoTime() + time.toNanos();
        return run(connections, port, request, PATIENCE, sent -> System.nanoTime() < end);
    }

    /** Exactly this many requests. */
    public static Tally times(long count, int connections, int port, Request request) {
        return times(count, connections, port, request, PATIENCE);
    }

    /** Exactly this many requests, all of which may take this long. */
    public static Tally times(long count, int connections, int port, Request request, Duration patience) {
        AtomicLong left = new AtomicLong(count);
        return run(connections, port, request, patience, sent -> left.getAndDecrement() > 0);
    }

    /** One request each for the keys from 0 on. */
    public static Tally keys(long count, int connections, int port, Request request) {
        AtomicLong next = new AtomicLong();
        return times(count, connections, port, (connection, to, number) -> request.send(connection, to,
                next.getAndIncrement()));
    }

    /** What a zone of ours answers to a GET that needs no signature. */
    public static String ask(int port, String path) {
        try (Connection connection = new Connection(port)) {
            return connection.send("GET", path, Map.of("host", "127.0.0.1"), Sending.NOTHING).orThrow().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Tally run(int connections, int port, Request request, Duration longest, LongPredicate goesOn) {
        long start = System.nanoTime();
        List<Future<Tally>> clients = new ArrayList<>();
        try (Patience patience = Patience.of(longest);
                ExecutorService threads = Executors.newFixedThreadPool(connections)) {
            for (int i = 0; i < connections; i++) {
                clients.add(threads.submit(() -> client(port, request, goesOn, patience)));
            }
        }
        Tally all = new Tally();
        for (Future<Tally> client : clients) {
            all.add(answerOf(client));
        }
        all.lasted(System.nanoTime() - start);
        return all;
    }

    private static Tally client(int port, Request request, LongPredicate goesOn, Patience patience)
            throws IOException {
        Tally tally = new Tally();
        try (Connection connection = patience.watch(new Connection(port))) {
            for (long sent = 0; goesOn.test(sent); sent++) {
                long begin = System.nanoTime();
                long bytes = request.send(connection, port, NUMBERS.getAndIncrement());
                tally.add(bytes, System.nanoTime() - begin);
                patience.answered();
            }
        }
        return tally;
    }

    private static Tally answerOf(Future<Tally> client) {
        try {
            return client.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a client of the bench failed: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
