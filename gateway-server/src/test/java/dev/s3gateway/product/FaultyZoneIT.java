package dev.s3gateway.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.s3gateway.backend.s3.TestS3;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The started product while the way to its primary zone goes bad under load: clients see success within their deadline,
 * and what the zone missed is there, read at the zone itself, once the way is good again.
 */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class FaultyZoneIT {

    private static final boolean REQUIRED = "required".equals(System.getenv("S3_TEST_CLIENTS"));

    /** Of a client that is as patient as the SDKs are by default. */
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final int LARGE = 6 << 20;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, byte[]> bodies = new TreeMap<>();
    private final Random random = new Random(4);
    private final TestS3 primary;
    private final TestS3 second;
    private final FaultProxy way;

    @TempDir
    Path directory;

    FaultyZoneIT() throws Exception {
        boolean there = new ProcessBuilder("python3", "-c", "import asyncio; asyncio.TaskGroup").start().waitFor() == 0;
        assertThat(there || !REQUIRED).as("python3 of 3.11 or later is needed by this build").isTrue();
        assumeTrue(there, "no python3 of 3.11 or later on this machine");
        this.primary = TestS3.start();
        this.second = TestS3.start();
        this.way = FaultProxy.before(primary.endpoint());
    }

    @BeforeEach
    void writeTheBackendsFile() throws IOException {
        Files.writeString(directory.resolve("s3_backends.json"), """
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
                TestS3.ACCESS_KEY, TestS3.SECRET_KEY));
    }

    @AfterEach
    void stopTheZones() {
        http.close();
        way.close();
        primary.close();
        second.close();
    }

    // F10; what refuses is in ZonesIT.
    @Test
    void aZoneThatStallsUnderLoadDelaysNobodyBeyondTheirDeadlineAndIsMadeWhole() throws Exception {
        try (Product product = start()) {
            assertThat(put(product, "photos", new byte[0]).join().statusCode()).isEqualTo(200);
            for (int i = 0; i < 3; i++) {
                assertThat(status(put(product, "photos/early-" + i, body("photos/early-" + i, 20_000)).join()))
                        .isIn("partial", "complete");
            }
            AtZone.awaitCopies(primary, bodies);

            List<CompletableFuture<HttpResponse<byte[]>>> during = uploads(product, "during");
            way.mode("/blackhole");
            List<CompletableFuture<HttpResponse<byte[]>>> after = uploads(product, "after");
            for (int i = 0; i < 3; i++) {
                assertThat(get(product, "photos/early-" + i)).as("read while the primary zone stalls")
                        .isEqualTo(bodies.get("photos/early-" + i));
            }

            during.forEach(upload -> assertThat(status(upload.join())).isIn("partial", "complete"));
            after.forEach(upload -> assertThat(status(upload.join())).isEqualTo("partial"));
            assertThat(get(product, "photos/after-0")).isEqualTo(bodies.get("photos/after-0"));

            way.mode("/ok");
            AtZone.awaitCopies(primary, bodies);
            AtZone.awaitCopies(second, bodies);
        }
    }

    private List<CompletableFuture<HttpResponse<byte[]>>> uploads(Product product, String name) throws Exception {
        List<CompletableFuture<HttpResponse<byte[]>>> running = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String path = "photos/" + name + "-" + i;
            running.add(put(product, path, body(path, LARGE)));
        }
        return running;
    }

    private byte[] body(String path, int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        bodies.put(path, bytes);
        return bytes;
    }

    private Product start() throws Exception {
        return Product.start(directory.resolve("data"), List.of(), Map.of("S3_BACKENDS_CONFIG",
                directory.resolve("s3_backends.json").toString(), "S3GATEWAY_GUARD_ANSWER", "10 s",
                "S3GATEWAY_GUARD_CALL", "5 s", "S3GATEWAY_GUARD_SILENCE", "3 s"));
    }

    private CompletableFuture<HttpResponse<byte[]>> put(Product product, String path, byte[] body) {
        return http.sendAsync(HttpRequest.newBuilder(product.endpoint().resolve("/" + path))
                .timeout(DEADLINE)
                .PUT(HttpRequest.BodyPublishers.ofByteArray(body))
                .build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private byte[] get(Product product, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(product.endpoint().resolve("/" + path)).timeout(DEADLINE).build();
        return http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
    }

    private static String status(HttpResponse<?> answer) {
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.headers().firstValue("x-replication-status").orElse("none");
    }
}
