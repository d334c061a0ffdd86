package dev.s3gateway.product;

import static dev.s3gateway.product.Clients.needs;
import static dev.s3gateway.product.Clients.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.backend.s3.TestS3;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The product over two S3 services and a directory, told to it by a backends file; the copies are read where they lie. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ZonesIT {

    private final HttpClient http = HttpClient.newHttpClient();
    private final TestS3 first;
    private final TestS3 second;

    @TempDir
    Path directory;

    ZonesIT() throws Exception {
        this.first = TestS3.start();
        this.second = TestS3.start();
    }

    @BeforeEach
    void writeTheBackendsFile() throws IOException {
        Files.writeString(directory.resolve("s3_backends.json"), """
                {
                  "backends": [
                    { "name": "one", "zone_code": "XX-S3-1", "endpoint_url": "%s", "region": "us-east-1",
                      "access_key": "%s", "secret_key": "${ZONE_SECRET}", "is_primary": true, "enabled": true },
                    { "name": "two", "zoneCode": "XX-S3-2", "endpoint": "%s", "access": "%s",
                      "secret": "file:%s" },
                    { "name": "three", "zone_code": "XX-DIR-3", "path": "zone-3" }
                  ],
                  "replication": { "enabled": true, "required_replicas": 3 }
                }
                """.formatted(first.endpoint(), TestS3.ACCESS_KEY, second.endpoint(), TestS3.ACCESS_KEY,
                Files.writeString(directory.resolve("secret"), TestS3.SECRET_KEY)));
    }

    @AfterEach
    void stopTheZones() {
        http.close();
        first.close();
        second.close();
    }

    @Test
    void boto3FindsItsObjectsInEachZone() throws Exception {
        needs("python3", "-c", "import boto3");
        try (Product product = start()) {
            run(product, "zones.py", product.endpoint().toString(), first.endpoint().toString(),
                    second.endpoint().toString());
        }
    }

    @Test
    void aZoneThatDiesUnderLoadIsMissedByNobodyAndMadeWholeWhenItIsBack() throws Exception {
        Map<String, byte[]> bodies = new TreeMap<>();
        Random random = new Random(11);
        try (Product product = start()) {
            assertThat(put(product, "/early", new byte[0]).statusCode()).isEqualTo(200);
            for (int i = 0; i < 10; i++) {
                assertThat(status(put(product, "/early/" + i, body(bodies, "early/" + i, random))))
                        .isEqualTo("complete");
            }

            second.close();
            for (int i = 0; i < 20; i++) {
                assertThat(status(put(product, "/early/late-" + i, body(bodies, "early/late-" + i, random))))
                        .as("put %d after the zone has died", i)
                        .isEqualTo("partial");
            }
            assertThat(put(product, "/late", new byte[0]).statusCode()).isEqualTo(200);
            assertThat(status(put(product, "/late/x", body(bodies, "late/x", random)))).isEqualTo("partial");
            assertThat(get(product, "/early/late-7")).isEqualTo(bodies.get("early/late-7"));

            second.comeBack();
            AtZone.awaitCopies(second, bodies);
            AtZone.awaitCopies(first, bodies);
        }
    }

    private Product start() throws Exception {
        return Product.start(directory.resolve("data"), List.of(), Map.of("S3_BACKENDS_CONFIG",
                directory.resolve("s3_backends.json").toString(), "ZONE_SECRET", TestS3.SECRET_KEY));
    }

    private static byte[] body(Map<String, byte[]> bodies, String name, Random random) {
        byte[] bytes = new byte[random.nextInt(10) == 0 ? 2_000_000 : random.nextInt(20_000)];
        random.nextBytes(bytes);
        bodies.put(name, bytes);
        return bytes;
    }

    private HttpResponse<String> put(Product product, String path, byte[] body) throws Exception {
        return http.send(HttpRequest.newBuilder(at(product, path))
                .PUT(HttpRequest.BodyPublishers.ofByteArray(body))
                .build(), HttpResponse.BodyHandlers.ofString());
    }

    private byte[] get(Product product, String path) throws Exception {
        return http.send(HttpRequest.newBuilder(at(product, path)).build(), HttpResponse.BodyHandlers.ofByteArray())
                .body();
    }

    private static URI at(Product product, String path) {
        return product.endpoint().resolve(path);
    }

    private static String status(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.headers().firstValue("x-replication-status").orElse("none");
    }
}
