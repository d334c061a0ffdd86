package dev.s3gateway.product;

import static dev.s3gateway.product.Clients.needs;
import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.backend.s3.TestS3;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The started product while its primary zone goes bad in the middle of uploads and downloads: clients see success
 * within their deadline, the other zones have it all at once, and what the zone missed is there, read at the zone
 * itself, once it is good again.
 */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultyZoneIT {

    /** Of a client that is as patient as the SDKs are by default. */
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    /** Where the zone says no at once, nobody has a reason to wait for it; this leaves room for a busy machine. */
    private static final Duration AT_ONCE = Duration.ofSeconds(8);
    private static final int LARGE = 6 << 20;
    /** Slow enough that a large body takes three seconds, and above the floor of the lanes. */
    private static final String SLOWLY = "/throttle?bytes_per_s=2000000";

    private final HttpClient http = HttpClient.newHttpClient();
    private final Random random = new Random(4);
    private Map<String, byte[]> bodies = new TreeMap<>();
    private TestS3 primary;
    private TestS3 second;
    private FaultProxy way;
    private Product product;
    private String bucket;

    private interface Step {
        void run() throws Exception;
    }

    @BeforeAll
    void startTheZonesAndTheProduct(@TempDir Path directory) throws Exception {
        needs("python3", "-c", "import asyncio; asyncio.TaskGroup");
        primary = TestS3.start();
        second = TestS3.start();
        way = FaultProxy.before(primary.endpoint());
        Path file = Files.writeString(directory.resolve("s3_backends.json"), backends());
        product = Product.start(directory.resolve("data"), List.of(), Map.of("S3_BACKENDS_CONFIG", file.toString(),
                "S3GATEWAY_GUARD_ANSWER", "10 s", "S3GATEWAY_GUARD_CALL", "5 s", "S3GATEWAY_GUARD_SILENCE", "3 s"));
    }

    @AfterAll
    void stopTheZonesAndTheProduct() throws IOException {
        http.close();
        if (product != null) {
            product.close();
            way.close();
            primary.close();
            second.close();
        }
    }

    /** A bucket of its own for each test, with a large object in every zone. */
    @BeforeEach
    void aHealthyBucket(TestInfo test) throws Exception {
        bodies = new TreeMap<>();
        bucket = "b" + Integer.toUnsignedString(test.getDisplayName().hashCode(), 36);
        assertThat(put(bucket, new byte[0]).join().statusCode()).isEqualTo(200);
        assertThat(put("early", LARGE).join().statusCode()).isEqualTo(200);
        AtZone.awaitCopies(primary, bodies);
        for (int second = 0; !status(put("healthy", 1000).join()).equals("complete"); second++) {
            assertThat(second).as("seconds until the zone is used again").isLessThan(60);
            TimeUnit.SECONDS.sleep(1);
        }
    }

    @Test
    void aZoneThatRefusesDelaysNobodyAndIsMadeWhole() throws Exception {
        struck(() -> way.mode("/refuse?cut=1"));
        quickly();
        whole(() -> way.mode("/ok"));
    }

    @Test
    void f09AZoneThatAnswersSlowDownDelaysNobodyAndIsMadeWhole() throws Exception {
        List<SlowDownZone> busy = new ArrayList<>();
        struck(() -> {
            primary.close();
            busy.add(SlowDownZone.at(primary.endpoint()));
        });
        quickly();
        whole(() -> {
            busy.forEach(SlowDownZone::close);
            primary.comeBack();
        });
    }

    @ParameterizedTest(name = "f12 reset {0}")
    @CsvSource(textBlock = """
            before any byte          , /reset
            at half of a body        , /reset?after=3145728&way=up
            at nine tenths of a body , /reset?after=5662310&way=up
            at the end of a body     , /reset?after=6291456&way=up
            after the last one      , /reset?way=down
            """)
    void f12AZoneThatResetsConnectionsDelaysNobodyAndIsMadeWhole(String when, String mode) throws Exception {
        struck(() -> way.mode(mode));
        quickly();
        whole(() -> way.mode("/ok"));
    }

    @Test
    void f12ABodyThatIsResetOnItsWayOutIsReadOnFromAnotherZone() throws Exception {
        way.mode("/reset?after=2000000&way=down");

        for (int i = 0; i < 3; i++) {
            assertThat(get("early")).as("read %d", i).isEqualTo(bodies.get(bucket + "/early"));
        }
        way.mode("/ok");
    }

    @Test
    void f10AZoneThatStallsDelaysNobodyBeyondTheirDeadlineAndIsMadeWhole() throws Exception {
        struck(() -> way.mode("/blackhole"));
        for (int i = 0; i < 3; i++) {
            assertThat(status(put("stalled-" + i, LARGE).join())).isEqualTo("partial");
            assertThat(get("early")).isEqualTo(bodies.get(bucket + "/early"));
        }
        whole(() -> way.mode("/ok"));
    }

    /** A PUT, a part of an upload and a GET are half done when the zone goes bad; all of them succeed. */
    private void struck(Step fault) throws Exception {
        String upload = created("parts");
        way.mode(SLOWLY);
        byte[] part = bytes(LARGE);
        CompletableFuture<HttpResponse<byte[]>> whole = put("whole", LARGE);
        CompletableFuture<HttpResponse<byte[]>> first = put(part("parts", upload, 1), part);
        CompletableFuture<HttpResponse<byte[]>> read = send(request(bucket + "/early").GET());
        way.awaitPassed("up", 1_500_000);
        way.awaitPassed("down", 300_000);

        fault.run();

        assertThat(read.join().body()).as("what was being read").isEqualTo(bodies.get(bucket + "/early"));
        assertThat(status(whole.join())).isIn("partial", "complete");
        completed("parts", upload, part, etag(first.join()));
    }

    private void completed(String key, String upload, byte[] first, String tag) throws Exception {
        byte[] last = bytes(1000);
        String lastTag = etag(put(part(key, upload, 2), last).join());
        String list = "<CompleteMultipartUpload>" + listed(1, tag) + listed(2, lastTag) + "</CompleteMultipartUpload>";
        HttpResponse<byte[]> answer = send(request(bucket + "/" + key + "?uploadId=" + upload)
                .POST(HttpRequest.BodyPublishers.ofString(list))).join();
        assertThat(text(answer)).contains("CompleteMultipartUploadResult");
        byte[] joined = java.util.Arrays.copyOf(first, first.length + last.length);
        System.arraycopy(last, 0, joined, first.length, last.length);
        bodies.put(bucket + "/" + key, joined);
    }

    private static String listed(int part, String tag) {
        return "<Part><PartNumber>" + part + "</PartNumber><ETag>" + tag + "</ETag></Part>";
    }

    /** New requests, while the zone is bad: nobody waits for it, and the other zone has what was acknowledged. */
    private void quickly() throws Exception {
        for (int i = 0; i < 6; i++) {
            long begun = System.nanoTime();
            assertThat(status(put("small-" + i, 20_000).join())).isIn("partial", "complete");
            assertThat(get("small-" + i)).isEqualTo(bodies.get(bucket + "/small-" + i));
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).as("round %d", i).isLessThan(AT_ONCE);
        }
        AtZone.assertHolds(second, bodies);
    }

    private void whole(Step cure) throws Exception {
        cure.run();
        AtZone.awaitCopies(primary, bodies);
        AtZone.awaitCopies(second, bodies);
    }

    private String created(String key) throws Exception {
        String answer = text(send(request(bucket + "/" + key + "?uploads").POST(
                HttpRequest.BodyPublishers.noBody())).join());
        Matcher id = Pattern.compile("<UploadId>(.*)</UploadId>").matcher(answer);
        assertThat(id.find()).as(answer).isTrue();
        return id.group(1);
    }

    private String part(String key, String upload, int number) {
        return bucket + "/" + key + "?partNumber=" + number + "&uploadId=" + upload;
    }

    private CompletableFuture<HttpResponse<byte[]>> put(String key, int size) {
        byte[] body = bytes(size);
        bodies.put(bucket + "/" + key, body);
        return put(bucket + "/" + key, body);
    }

    private CompletableFuture<HttpResponse<byte[]>> put(String path, byte[] body) {
        return send(request(path).PUT(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    private byte[] get(String key) {
        return send(request(bucket + "/" + key).GET()).join().body();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(product.endpoint().resolve("/" + path)).timeout(DEADLINE);
    }

    private CompletableFuture<HttpResponse<byte[]>> send(HttpRequest.Builder request) {
        return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    private String backends() {
        return """
                {
                  "backends": [
                    { "name": "one", "zone_code": "XX-S3-1", "endpoint_url": "%s", "is_primary": true,
                      "access_key": "%s", "secret_key": "%s" },
                    { "name": "two", "zone_code": "XX-S3-2", "endpoint": "%s", "access": "%s", "secret": "%s" },
                    { "name": "three", "zone_code": "XX-DIR-3", "path": "zone-3" }
                  ],
                  "replication": { "enabled": true, "required_replicas": 3 }
                }
                """.formatted(way.endpoint(), TestS3.ACCESS_KEY, TestS3.SECRET_KEY, second.endpoint(),
                TestS3.ACCESS_KEY, TestS3.SECRET_KEY);
    }

    private static String status(HttpResponse<byte[]> answer) {
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
        return answer.headers().firstValue("x-replication-status").orElse("none");
    }

    private static String etag(HttpResponse<byte[]> answer) {
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
        return answer.headers().firstValue("etag").orElseThrow();
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
