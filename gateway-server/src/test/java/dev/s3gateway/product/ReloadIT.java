package dev.s3gateway.product;

import static dev.s3gateway.product.Clients.needs;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.s3gateway.backend.s3.TestS3;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** F40: zones come, change and go while boto3 works without repeating anything, and no request of it fails. */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class ReloadIT {

    private static final String DIRECTORY = zone("XX-DIR-3", "\"path\": \"zone-3\"");

    private final HttpClient http = HttpClient.newHttpClient();
    private String dataPath = "auto";
    private final TestS3 first;
    private final TestS3 rotated;
    private final TestS3 second;

    @TempDir
    Path directory;

    ReloadIT() throws Exception {
        this.first = TestS3.start();
        this.rotated = first.rotated("new-identity", "new-credential");
        this.second = TestS3.start();
    }

    @AfterEach
    void stopTheZones() {
        http.close();
        first.close();
        rotated.close();
        second.close();
    }

    /** Who carries the objects of an S3 zone; its keys are replaced under his hands. */
    @ParameterizedTest
    @ValueSource(strings = {"direct", "sdk"})
    void noRequestFailsWhileZonesAreAddedRotatedDisabledAndRemoved(String path) throws Exception {
        needs("python3", "-c", "import boto3");
        dataPath = path;
        configure(service(first, TestS3.ACCESS_KEY, TestS3.SECRET_KEY), DIRECTORY);
        try (Product product = start()) {
            put(product, "/early");
            put(product, "/early/bird");
            Process load = load(product);

            configure(service(first, TestS3.ACCESS_KEY, TestS3.SECRET_KEY), DIRECTORY, added());
            product.hangUp();
            until(product, "the added zone is in use", () -> backends(product).contains("XX-S3-2"));
            try (S3AsyncClient there = second.stranger()) {
                until(product, "the added zone has what was there before", () -> holds(there, "early", "bird"));
            }

            configure(service(rotated, "new-identity", "new-credential"), DIRECTORY, added());
            JsonNode report = reloaded(product, 200);
            assertThat(report.at("/zones/changed/0").textValue()).isEqualTo("XX-S3-1");
            assertThat(report.toString()).doesNotContain("credential");
            until(product, "the old door is left",
                    () -> product.output().contains("zone XX-S3-1 is not reached in its former"));
            first.close();

            configure(service(rotated, "new-identity", "new-credential"), DIRECTORY.replace("{",
                    "{ \"enabled\": false,"), added());
            assertThat(reloaded(product, 200).at("/zones/disabled/0").textValue()).isEqualTo("XX-DIR-3");
            TimeUnit.SECONDS.sleep(1);
            configure(service(rotated, "new-identity", "new-credential"), added());
            product.hangUp();
            until(product, "the removed zone is out of use", () -> !backends(product).contains("XX-DIR-3"));
            TimeUnit.SECONDS.sleep(1);

            assertThat(ended(load)).as(product.output()).contains("[]");
        }
    }

    @Test
    void aBadFileIsRefusedWithEveryMistakeAndTheOldOneStays() throws Exception {
        configure(DIRECTORY);
        try (Product product = start()) {
            put(product, "/kept");
            configure(DIRECTORY.replace("path", "pth"), zone("no good", "\"path\": \"x\""));

            JsonNode refused = reloaded(product, 400);

            assertThat(refused.at("/error/code").textValue()).isEqualTo("InvalidConfiguration");
            assertThat(refused.at("/error/mistakes")).hasSize(2);
            assertThat(refused.at("/error/mistakes").toString()).contains("unknown key 'pth'", "not a zone code");
            assertThat(backends(product)).contains("XX-DIR-3");
            put(product, "/kept/still");
            product.hangUp();
            until(product, "the mistakes are logged",
                    () -> product.output().contains("the configuration was not taken up"));
            put(product, "/kept/and-again");

            configure(DIRECTORY);
            assertThat(reloaded(product, 200).at("/changed")).isEmpty();
        }
    }

    /** protocol.md §2: one marker under two zones, or a foreign one, refuses reload and start. */
    @Test
    void zonesThatWerePointedAtEachOthersPlacesAreRefusedByReloadAndStart() throws Exception {
        configure(service(first, TestS3.ACCESS_KEY, TestS3.SECRET_KEY), added());
        String said = "by its marker the bucket kept belongs to the zone XX-S3-1 of this gateway";
        String swapped = service(second, TestS3.ACCESS_KEY, TestS3.SECRET_KEY);
        String other = added().replace(second.endpoint().toString(), first.endpoint().toString());
        try (Product product = start()) {
            put(product, "/kept");
            put(product, "/kept/key");
            configure(swapped, other);

            assertThat(reloaded(product, 400).at("/error/mistakes").toString()).contains(said);

            put(product, "/kept/key");
            configure(service(first, TestS3.ACCESS_KEY, TestS3.SECRET_KEY), added());
            assertThat(reloaded(product, 200).at("/changed")).isEmpty();
            configure(swapped, other);
        }

        Product.Refused refused = Product.refused(directory.resolve("data"), variables(Map.of()));

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.output()).contains(said).doesNotContain("\tat ");
    }

    @Test
    void whatNeedsARestartIsNamed() throws Exception {
        configure(DIRECTORY);
        Path file = Files.writeString(directory.resolve("gateway.conf"), "drain-time = 20 s");
        try (Product product = start(Map.of("S3GATEWAY_CONFIG", file.toString()))) {
            Files.writeString(file, "drain-time = 21 s, http.idle-time = 50 s, replication.ack = quorum");

            JsonNode report = reloaded(product, 200);

            assertThat(report.at("/needs_restart").toString()).isEqualTo("[\"drain-time\",\"http.idle-time\"]");
            assertThat(report.at("/changed").toString()).isEqualTo("[\"replication.ack\"]");
        }
    }

    @Test
    void whoCannotHearTheSignalSaysSoAndReloadsOtherwise() throws Exception {
        configure(DIRECTORY);
        try (Product product = Product.limited("trap '' HUP", directory.resolve("data"), List.of(),
                variables(Map.of()))) {
            assertThat(product.output()).contains("SIGHUP cannot be heard here; POST /api/config/reload does the same");
            assertThat(reloaded(product, 200).at("/changed")).isEmpty();
        }
    }

    private Product start() throws Exception {
        return start(Map.of());
    }

    private Product start(Map<String, String> more) throws Exception {
        return Product.start(directory.resolve("data"), List.of(), variables(more));
    }

    private Map<String, String> variables(Map<String, String> more) {
        Map<String, String> variables = new java.util.HashMap<>(more);
        variables.put("S3_BACKENDS_CONFIG", directory.resolve("s3_backends.json").toString());
        // What goes on by a former door has to end before it is shut, also on a machine that is busy with much else.
        variables.put("S3GATEWAY_GUARD_RETIRE", "10 s");
        // The services keep their objects in the memory of this test.
        variables.put("S3GATEWAY_LEDGER_GRACE", "10 s");
        return variables;
    }

    private static String zone(String code, String rest) {
        return "{ \"zone_code\": \"%s\", %s }".formatted(code, rest);
    }

    private String service(TestS3 zone, String accessKey, String secretKey) {
        return zone("XX-S3-1", """
                "endpoint_url": "%s", "region": "us-east-1", "access_key": "%s", "secret_key": "%s",
                "data_path": "%s"
                """.formatted(zone.endpoint(), accessKey, secretKey, dataPath));
    }

    private String added() {
        return service(second, TestS3.ACCESS_KEY, TestS3.SECRET_KEY).replace("XX-S3-1", "XX-S3-2");
    }

    /** Written beside and moved into place, as a careful operator does. */
    private void configure(String... zones) throws IOException {
        Path draft = Files.writeString(directory.resolve("draft"),
                "{ \"backends\": [ %s ] }".formatted(String.join(",\n", zones)));
        Files.move(draft, directory.resolve("s3_backends.json"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    private Process load(Product product) throws Exception {
        Path said = directory.resolve("load.log");
        Process load = new ProcessBuilder("python3", Path.of("src/test/clients/load.py").toString(),
                product.endpoint().toString(), directory.resolve("stop").toString()).redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        until(product, "the load runs", () -> backends(product).contains("XX-S3-1") && exists(product, "/load"));
        return load;
    }

    private String ended(Process load) throws Exception {
        Files.createFile(directory.resolve("stop"));
        assertThat(load.waitFor(90, TimeUnit.SECONDS)).as("the load ends").isTrue();
        String said = Files.readString(directory.resolve("load.log"), StandardCharsets.UTF_8);
        assertThat(load.exitValue()).as(said).isZero();
        return said;
    }

    private JsonNode reloaded(Product product, int status) throws Exception {
        HttpResponse<String> response = http.send(HttpRequest
                .newBuilder(product.endpoint().resolve("/api/config/reload"))
                .POST(BodyPublishers.noBody())
                .build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return new ObjectMapper().readTree(response.body());
    }

    private List<String> backends(Product product) throws Exception {
        List<String> codes = new ArrayList<>();
        get(product, "/backends").at("/backends").forEach(backend -> codes.add(backend.at("/zone_code").textValue()));
        return codes;
    }

    private JsonNode get(Product product, String path) throws Exception {
        return new ObjectMapper().readTree(http.send(HttpRequest.newBuilder(product.endpoint().resolve(path)).build(),
                HttpResponse.BodyHandlers.ofString()).body());
    }

    private static boolean holds(S3AsyncClient zone, String bucket, String key) {
        try {
            return zone.headObject(request -> request.bucket(bucket).key(key)).join().contentLength() > 0;
        } catch (CompletionException _) {
            return false;
        }
    }

    private boolean exists(Product product, String path) throws Exception {
        return http.send(HttpRequest.newBuilder(product.endpoint().resolve(path)).HEAD().build(),
                HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    }

    private void put(Product product, String path) throws Exception {
        HttpResponse<String> response = http.send(HttpRequest.newBuilder(product.endpoint().resolve(path))
                .PUT(BodyPublishers.ofString(path.chars().filter(c -> c == '/').count() > 1 ? "a body" : ""))
                .build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    private static void until(Product product, String what, Callable<Boolean> so) throws Exception {
        for (int tries = 0; tries < 1200 && !so.call(); tries++) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        assertThat(so.call()).as(what + ":\n" + product.output()).isTrue();
    }
}
