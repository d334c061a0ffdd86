package dev.s3gateway.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** F01–F05: whatever moment the process dies at, no acknowledged object is missing and no copy differs. */
class KilledUnderLoadIT {

    private static final int KILLS = Integer.getInteger("kills", 20);
    private static final int WRITERS = 6;

    /** What each key may hold: the last acknowledged seed, and the seed of a write that was never answered. */
    private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();
    private final Map<String, List<Long>> unanswered = new ConcurrentHashMap<>();

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void killedTwentyTimesUnderLoadNothingAcknowledgedIsMissing(@TempDir Path data) throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        for (int round = 0; round < KILLS; round++) {
            try (Product product = Product.start(data)) {
                assertThat(put(product.endpoint().resolve("/kills"), new byte[0])).as("bucket").isTrue();
                loadUntilKilled(product, random, round);
            }
        }
        try (Product product = Product.start(data)) {
            assertThat(acknowledged).as("seed " + seed).hasSizeGreaterThan(KILLS);
            assertThat(wrong(product.endpoint())).as("keys that are lost or differ, seed " + seed).isEmpty();
            ZoneDirectories.of(data.resolve("zones")).awaitEqualCopies(bodiesNow(product.endpoint()));
        }
    }

    private void loadUntilKilled(Product product, Random random, int round) throws InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> writers = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            Random own = new Random(random.nextLong());
            String lane = "w" + writer;
            writers.add(Thread.ofPlatform().start(() -> writeOn(product.endpoint(), lane, own, over)));
        }
        TimeUnit.MILLISECONDS.sleep(200 + random.nextInt(1200));
        product.kill();
        over.set(true);
        for (Thread writer : writers) {
            writer.join();
        }
        assertThat(acknowledged.size()).as("round " + round).isPositive();
    }

    /** Each writer has keys of its own, so that the order of its writes is known. */
    private void writeOn(URI endpoint, String lane, Random random, AtomicBoolean over) {
        while (!over.get()) {
            String key = "/kills/" + lane + "/" + random.nextInt(40);
            long seed = random.nextLong();
            unanswered.computeIfAbsent(key, _ -> new ArrayList<>()).add(seed);
            if (put(endpoint.resolve(key), bytes(seed))) {
                acknowledged.put(key, seed);
                unanswered.get(key).clear();
            }
        }
    }

    private List<String> wrong(URI endpoint) throws Exception {
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, Long> entry : acknowledged.entrySet()) {
            byte[] found = get(endpoint.resolve(entry.getKey()));
            List<Long> allowed = new ArrayList<>(unanswered.getOrDefault(entry.getKey(), List.of()));
            allowed.add(entry.getValue());
            if (allowed.stream().noneMatch(seed -> java.util.Arrays.equals(bytes(seed), found))) {
                wrong.add(entry.getKey());
            }
        }
        return wrong;
    }

    private Map<String, byte[]> bodiesNow(URI endpoint) throws Exception {
        Map<String, byte[]> bodies = new HashMap<>();
        for (String key : acknowledged.keySet()) {
            bodies.put(key, get(endpoint.resolve(key)));
        }
        return bodies;
    }

    private static byte[] bytes(long seed) {
        Random random = new Random(seed);
        byte[] bytes = new byte[1 + random.nextInt(random.nextInt(8) == 0 ? 3_000_000 : 20_000)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static boolean put(URI target, byte[] body) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(target)
                    .PUT(HttpRequest.BodyPublishers.ofByteArray(body))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException | InterruptedException _) {
            return false;
        }
    }

    private static byte[] get(URI target) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> response = client.send(HttpRequest.newBuilder(target).build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            return response.statusCode() == 200 ? response.body() : new byte[0];
        }
    }
}
