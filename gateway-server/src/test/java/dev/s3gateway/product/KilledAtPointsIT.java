package dev.s3gateway.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The product, killed at each named point of an overwrite. Whoever comes after it finds the old version or the new one
 * whole, the zones' directories are rid of the other, and the client's next try succeeds.
 */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KilledAtPointsIT {

    /** Longer than the window, so that it really streams. */
    private static final int SIZE = 3 << 20;
    private static final String KEY = "/kills/key";

    private final HttpClient http = HttpClient.newHttpClient();
    private final Random random = new Random(12);
    private Path data;
    private Path point;
    private Product product;
    private ZoneDirectories zones;
    private byte[] old;
    private int files;

    @BeforeAll
    void writeTheOldVersion(@TempDir Path directory) throws Exception {
        data = directory.resolve("data");
        point = directory.resolve("point");
        start();
        assertThat(put("/kills", new byte[0])).isEqualTo(200);
        old = body();
        assertThat(put(KEY, old)).isEqualTo(200);
        zones = ZoneDirectories.of(data.resolve("zones"));
        files = zones.awaitFiles();
    }

    @AfterAll
    void stop() throws IOException {
        http.close();
        product.close();
    }

    @ParameterizedTest(name = "{0}: killed at {1}, visit {2}")
    @CsvSource(textBlock = """
            F01 before T1               , writer.before-intent, 1
            F01 before T1 in the ledger , ledger.before-begin , 1
            F01 after T1 in the ledger  , ledger.after-begin  , 1
            F01 after T1                , writer.after-intent , 1
            F03 after 1 of 3            , writer.after-lane   , 1
            F03 after 2 of 3            , writer.after-lane   , 2
            F03 after 3 of 3            , writer.after-lane   , 3
            F03 before T2               , writer.before-commit, 1
            F04 before COMMIT           , ledger.before-commit, 1
            """)
    void beforeTheCommitTheOldVersionStaysWhole(String row, String at, int visit) throws Exception {
        byte[] lost = body();

        killed(at, visit, lost);

        assertThat(get()).as(row).isEqualTo(old);
        zones.awaitOnly(old, files, List.of(lost));
        succeeds(lost);
    }

    @ParameterizedTest(name = "{0}: killed at {1}")
    @CsvSource(textBlock = """
            F04 after COMMIT            , ledger.after-commit
            F05 before the answer       , writer.after-commit
            """)
    void afterTheCommitTheNewVersionIsThere(String row, String at) throws Exception {
        byte[] unanswered = body();

        killed(at, 1, unanswered);

        assertThat(get()).as(row).isEqualTo(unanswered);
        zones.awaitOnly(unanswered, files, List.of(old));
        succeeds(unanswered);
    }

    @ParameterizedTest(name = "F02 killed at {0} % of streaming")
    @ValueSource(ints = {0, 50, 99})
    void whileItStreamsTheOldVersionStaysWhole(int percent) throws Exception {
        byte[] lost = body();
        int sent = SIZE / 100 * percent;
        long before = zones.leastBytes();
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), product.endpoint().getPort())) {
            OutputStream out = client.getOutputStream();
            out.write(("PUT " + KEY + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + SIZE
                    + "\r\nExpect: 100-continue\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(client.getInputStream().readNBytes(25), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            out.write(lost, 0, sent);
            awaitBytes(before + sent - (1 << 20));
            product.kill();
        }
        product.close();
        start();

        assertThat(get()).isEqualTo(old);
        zones.awaitOnly(old, files, List.of(lost));
        succeeds(lost);
    }

    private void awaitBytes(long wanted) throws Exception {
        for (int attempt = 0; zones.leastBytes() < wanted; attempt++) {
            assertThat(attempt).as("tries until what was sent is in the zones").isLessThan(600);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** The product dies there, and another one takes over. */
    private void killed(String at, int visit, byte[] body) throws Exception {
        Files.writeString(point, at + " " + visit);
        assertThat(put(KEY, body)).as("answer of a process that died").isEqualTo(-1);
        assertThat(product.awaitEnd()).isEqualTo(137);
        Files.delete(point);
        product.close();
        start();
    }

    private void succeeds(byte[] body) throws Exception {
        assertThat(put(KEY, body)).as("the next try").isEqualTo(200);
        assertThat(get()).isEqualTo(body);
        zones.awaitOnly(body, files, List.of());
        old = body;
    }

    private void start() throws Exception {
        product = Product.killedAt(point, data, Map.of("S3GATEWAY_LEDGER_LEASE", "6 s", "S3GATEWAY_LEDGER_GRACE",
                "0 s"));
    }

    private byte[] body() {
        byte[] bytes = new byte[SIZE];
        random.nextBytes(bytes);
        return bytes;
    }

    /** As clients do, again where the answer is 503: on a busy machine the short lease may lapse. */
    private int put(String path, byte[] body) throws InterruptedException {
        int status = putOnce(path, body);
        for (int attempt = 0; status == 503 && attempt < 20; attempt++) {
            TimeUnit.MILLISECONDS.sleep(500);
            status = putOnce(path, body);
        }
        return status;
    }

    private int putOnce(String path, byte[] body) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(product.endpoint().resolve(path))
                .PUT(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException _) {
            return -1;
        }
    }

    private byte[] get() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(product.endpoint().resolve(KEY)).build();
        return http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
    }
}
