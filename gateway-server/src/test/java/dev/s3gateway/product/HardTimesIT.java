package dev.s3gateway.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.Result;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

/** The started product where a host is mean to it: too few files, too little memory, an end in the midst of work. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class HardTimesIT {

    private final Random random = new Random(42);

    @TempDir
    Path data;

    @Test
    void toldToEndAmidTwoHundredUploadsItFinishesWhatItCanAndLeavesNothingOfTheRest() throws Exception { // F42
        List<RawUpload> uploads = new ArrayList<>();
        byte[] half = bytes(32 << 10);
        try (Product product = Product.start(data, List.of(), Map.of("S3GATEWAY_DRAIN_TIME", "5 s"));
                PlainClient client = PlainClient.of(product.endpoint())) {
            client.put("hard", new byte[0]);
            for (int i = 0; i < 200; i++) {
                RawUpload upload = RawUpload.begin(product.endpoint(), "/hard/" + i, 2 * half.length);
                upload.send(half);
                uploads.add(upload);
            }
            await("every upload has begun", () -> running(client, "write") >= 200);

            long told = System.nanoTime();
            product.terminate();
            await("nobody new is let in", () -> refused(product));
            for (RawUpload upload : uploads.subList(0, 20)) {
                upload.send(half);
            }

            assertThat(uploads.subList(0, 20)).allMatch(upload -> upload.status().orElse("").endsWith(" 200 OK"));
            assertThat(product.awaitEnd()).as(product.output()).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - told)).isLessThan(Duration.ofSeconds(12));
            assertThat(uploads.subList(20, 200)).noneMatch(upload -> upload.status().orElse("").contains(" 200 "));
            for (String zone : List.of("zone-1", "zone-2", "zone-3")) {
                assertThat(uploadsIn(data.resolve("zones").resolve(zone))).as("the twenty in " + zone)
                        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 20).boxed().toList());
            }
        } finally {
            for (RawUpload upload : uploads) {
                upload.close();
            }
        }
    }

    /** Whose bytes lie there, finished or not; each copy has a second file for what is known of it. */
    private static Set<Integer> uploadsIn(Path zone) throws IOException {
        try (Stream<Path> files = Files.walk(zone)) {
            List<Path> there = files.filter(Files::isRegularFile).toList();
            assertThat(there).noneMatch(file -> file.toString().contains("/.tmp/"));
            return there.stream()
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("\\d+!.*"))
                    .map(name -> Integer.valueOf(name.replaceFirst("!.*", "")))
                    .collect(Collectors.toSet());
        }
    }

    private static long running(PlainClient client, String name) throws IOException, InterruptedException {
        return client.text(client.request("metrics"))
                .body()
                .lines()
                .filter(line -> line.startsWith("s3gateway_background_running{") && line.contains('"' + name + '"'))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static boolean refused(Product product) {
        try (RawUpload late = RawUpload.begin(product.endpoint(), "/hard/late", 0)) {
            return late.status().isEmpty();
        } catch (IOException _) {
            return true;
        }
    }

    @Test
    void withFewerFilesThanClientsItTellsThemSoAndRecovers() throws Exception { // F36
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "counts open files in /proc");
        List<RawUpload> crowd = new ArrayList<>();
        try (Product product = Product.limited("ulimit -n 1024", data, List.of(), Map.of());
                PlainClient client = PlainClient.of(product.endpoint())) {
            client.put("hard", new byte[0]);
            byte[] calm = bytes(100_000);
            client.put("hard/calm", calm);
            int before = files(product);

            for (int i = 0; i < 1500; i++) {
                crowd.add(RawUpload.begin(product.endpoint(), "/hard/crowd-" + i, 10));
            }
            assertThat(files(product)).isLessThanOrEqualTo(1024);
            for (RawUpload one : crowd) {
                one.close();
            }

            await("the files of the crowd are given back", () -> files(product) < before + 50);
            client.put("hard/after", calm);
            assertThat(client.get("hard/after")).isEqualTo(calm);
            assertThat(client.get("hard/calm")).isEqualTo(calm);
            assertThat(product.output()).doesNotContain("BlockingOperationError");
        }
    }

    private static int files(Product product) throws IOException {
        try (var open = Files.list(Path.of("/proc/" + product.pid() + "/fd"))) {
            return (int) open.count();
        }
    }

    @Test
    void farMoreUploadsThanItsMemoryHoldsAreToldToComeBackAndNoneIsTorn() throws Exception { // F35
        byte[][] bodies = new byte[60][];
        var answers = new ConcurrentHashMap<Integer, String>();
        try (Product product = Product.start(data,
                List.of("-Xmx256m", "-XX:MaxDirectMemorySize=16m"), Map.of());
                PlainClient client = PlainClient.of(product.endpoint())) {
            client.put("hard", new byte[0]);
            var allBegun = new CyclicBarrier(bodies.length);
            List<Thread> uploads = new ArrayList<>();
            for (int i = 0; i < bodies.length; i++) {
                int number = i;
                bodies[i] = bytes(1_000_000);
                uploads.add(Thread.ofVirtual()
                        .start(() -> answers.put(number,
                                uploaded(product, number, bodies[number], allBegun))));
            }
            for (Thread upload : uploads) {
                upload.join();
            }

            assertThat(answers.values()).anyMatch(said -> said.contains(" 200 "))
                    .anyMatch(said -> said.contains(" 503 "))
                    .allMatch(said -> said.isEmpty() || said.contains(" 200 ") || said.contains(" 503 "));
            for (int i = 0; i < bodies.length; i++) {
                HttpResponse<byte[]> found = client.http()
                        .send(client.request("hard/" + i).build(), BodyHandlers.ofByteArray());
                String said = Objects.requireNonNull(answers.get(i));
                assertThat(found.statusCode()).as(said)
                        .isIn(said.contains(" 200 ") ? List.of(200) : List.of(200, 404));
                if (found.statusCode() == 200) {
                    assertThat(found.body()).isEqualTo(bodies[i]);
                }
            }
            client.put("hard/after", bodies[0]);
            assertThat(product.output()).doesNotContain("OutOfMemoryError", "OutOfDirectMemoryError");
        }
    }

    /** What it was answered; empty where the connection ended. */
    private static String uploaded(Product product, int number, byte[] body, CyclicBarrier allBegun) {
        try (RawUpload upload = RawUpload.begin(product.endpoint(), "/hard/" + number, body.length)) {
            sent(upload, Arrays.copyOf(body, body.length - 1));
            allBegun.await(60, TimeUnit.SECONDS);
            sent(upload, Arrays.copyOfRange(body, body.length - 1, body.length));
            return upload.status().orElse("");
        } catch (IOException cut) {
            return "";
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Who was told to come back may have been cut off since; what it was told can still be read. */
    private static void sent(RawUpload upload, byte[] bytes) {
        try {
            upload.send(bytes);
        } catch (IOException _) {
            // Its answer says why, or there is none.
        }
    }

    @Test
    void aDatabaseThatLostCommitsMakesItReadOnlyUntilTheOperatorResumes() throws Exception { // F26
        try (Product product = Product.start(data); PlainClient client = PlainClient.of(product.endpoint())) {
            client.put("hard", new byte[0]);
            client.put("hard/kept", bytes(1000));
            client.put("hard/lost", bytes(1000));

            behindItsBack("DELETE FROM versions WHERE key = 'lost'; DELETE FROM heads WHERE key = 'lost'");
            behindItsBack(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 's3gateway'");

            await("it has noticed", () -> status(client, "GET", "health") == 503);
            String health = client.http().send(client.request("health").build(), BodyHandlers.ofString()).body();
            assertThat(health).contains("\"read-only\"").contains("lost 1 of the last writes");
            assertThat(status(client, "PUT", "hard/more")).isEqualTo(503);
            assertThat(status(client, "GET", "hard/kept")).isEqualTo(200);
        }
        try (Product product = Product.start(data); PlainClient client = PlainClient.of(product.endpoint())) {
            assertThat(status(client, "PUT", "hard/more")).as("a restart ends nothing").isEqualTo(503);

            assertThat(resumed()).contains("incarnation 2");

            await("writes go on", () -> status(client, "PUT", "hard/more") == 200);
            assertThat(status(client, "GET", "hard/kept")).isEqualTo(200);
            assertThat(status(client, "GET", "health")).isEqualTo(200);
        }
        assertThat(resumed()).as("also where no gateway runs").contains("incarnation 3");
    }

    private String resumed() throws Exception {
        ProcessBuilder command = new ProcessBuilder("../s3gateway", "ledger", "resume", "--yes", "--data",
                data.toString())
                .redirectErrorStream(true);
        command.environment().put("S3GATEWAY_CACHE", "/dev/null");
        Process process = command.start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private void behindItsBack(String sql) throws IOException {
        String url = Files.readString(data.resolve("postgres/url"))
                .strip()
                .replace("postgresql://", "r2dbc:postgresql://");
        Flux.usingWhen(ConnectionFactories.get(url).create(),
                connection -> Flux.from(connection.createStatement(sql).execute()).concatMap(Result::getRowsUpdated),
                connection -> connection.close()).onErrorComplete().blockLast();
    }

    private static int status(PlainClient client, String method, String path) throws IOException, InterruptedException {
        return client.http()
                .send(client.request(path).method(method, BodyPublishers.noBody()).build(), BodyHandlers.discarding())
                .statusCode();
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(String what, Condition condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }
}
