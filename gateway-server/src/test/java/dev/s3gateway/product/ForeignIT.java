package dev.s3gateway.product;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.s3gateway.backend.s3.TestS3;
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
import javax.xml.stream.XMLStreamException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Objects that were put into a zone behind the gateway's back, and what operators make of them with its commands. */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class ForeignIT {

    private final HttpClient http = HttpClient.newHttpClient();
    private final TestS3 first;
    private final TestS3 second;
    private final S3AsyncClient stranger;

    @TempDir
    Path directory;

    ForeignIT() throws Exception {
        this.first = TestS3.start();
        this.second = TestS3.start();
        this.stranger = first.stranger();
    }

    @AfterEach
    void stopTheZones() {
        http.close();
        stranger.close();
        first.close();
        second.close();
    }

    @Test
    void whatOthersPutIntoAZoneIsHiddenServedDeletedAndTakenInAsOperatorsSay() throws Exception {
        // Made by somebody else, and so without versions.
        var _ = stranger.createBucket(request -> request.bucket("shared")).join();
        lay("hers", "her own");
        try (Product product = started()) {
            assertThat(asked(product, "PUT", "/shared", "")).isEqualTo(200);
            assertThat(asked(product, "PUT", "/shared/ours", "our own")).isEqualTo(200);
            assertThat(asked(product, "GET", "/shared/hers", "")).isEqualTo(404);
            assertThat(listed(product)).containsExactly("ours");

            assertThat(command(product, "rules", "shared", "unmanaged=serve")).contains("unmanaged", "serve");
            lay("late", "put there later");
            assertThat(body(product, "/shared/hers")).isEqualTo("her own");
            assertThat(listed(product)).containsExactly("hers", "late", "ours");

            assertThat(asked(product, "DELETE", "/shared/late", "")).isEqualTo(204);
            assertThat(asked(product, "GET", "/shared/late", "")).isEqualTo(404);
            assertThat(listed(product)).containsExactly("hers", "ours");
            assertThat(inZone()).contains("hers", "late");

            assertThat(command(product, "import", "shared", "--dry-run")).contains("would take in 1 objects, 7 bytes");
            assertThat(command(product, "import", "shared")).contains("took in 1 objects, 7 bytes");
            assertThat(command(product, "rules", "shared", "unmanaged=default")).contains("(from the configuration)");
            assertThat(body(product, "/shared/hers")).isEqualTo("her own");
            assertThat(asked(product, "GET", "/shared/late", "")).isEqualTo(404);
            until("the other zone has a copy", () -> get(product, "/api/objects/shared/hers").toString()
                    .split("\"complete\"", -1).length == 3);

            assertThat(command(product, "restore-names", "XX-1", "--dry-run")).contains("would rename 1 objects");
            assertThat(command(product, "restore-names", "XX-1")).contains("renamed 1 objects, 7 bytes; 1 passed over");
            assertThat(body(product, "/shared/ours")).isEqualTo("our own");
            until("nothing bears the name of a write",
                    () -> inZone().stream()
                            .filter(key -> !key.startsWith(".s3gateway/"))
                            .toList()
                            .equals(List.of("hers", "late", "ours")));

            assertThat(asked(product, "DELETE", "/shared/hers", "")).isEqualTo(204);
            until("what was taken in goes with its key", () -> !inZone().contains("hers"));
        }
    }

    private Product started() throws Exception {
        Path file = Files.writeString(directory.resolve("gateway.conf"), """
                zones = [
                  { code = XX-1, endpoint = "%s", region = us-east-1, access-key = "%s", secret-key = "%s" },
                  { code = XX-2, endpoint = "%s", region = us-east-1, access-key = "%s", secret-key = "%s" } ]
                ledger.grace = 1 s
                """.formatted(first.endpoint(), TestS3.ACCESS_KEY, TestS3.SECRET_KEY, second.endpoint(),
                TestS3.ACCESS_KEY, TestS3.SECRET_KEY));
        return Product.start(directory.resolve("data"), List.of(), Map.of("S3GATEWAY_CONFIG", file.toString()));
    }

    private void lay(String key, String text) {
        var _ = stranger.putObject(request -> request.bucket("shared").key(key), AsyncRequestBody.fromString(text))
                .join();
    }

    /** Again while a probe has a key there that S3Proxy cannot put into XML: its answer is cut off then. */
    private List<String> inZone() throws InterruptedException {
        for (int tries = 0; tries < 60; tries++) {
            try {
                return keysInZone();
            } catch (CompletionException e) {
                assertThat(e).hasRootCauseInstanceOf(XMLStreamException.class);
                TimeUnit.MILLISECONDS.sleep(500);
            }
        }
        return keysInZone();
    }

    private List<String> keysInZone() {
        return stranger.listObjectsV2(request -> request.bucket("shared"))
                .join()
                .contents()
                .stream()
                .map(S3Object::key)
                .toList();
    }

    private String command(Product product, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("../s3gateway"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("S3GATEWAY_URL", product.endpoint().toString());
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private List<String> listed(Product product) throws Exception {
        String xml = body(product, "/shared?list-type=2");
        return java.util.regex.Pattern.compile("<Key>(.*?)</Key>")
                .matcher(xml)
                .results()
                .map(key -> key.group(1))
                .toList();
    }

    private JsonNode get(Product product, String path) throws Exception {
        return new ObjectMapper().readTree(body(product, path));
    }

    private String body(Product product, String path) throws Exception {
        HttpResponse<String> response = sent(product, "GET", path, "");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    private int asked(Product product, String method, String path, String body) throws Exception {
        return sent(product, method, path, body).statusCode();
    }

    /** As clients do, again where the answer is 503: a zone may be slow on a busy machine. */
    private HttpResponse<String> sent(Product product, String method, String path, String body) throws Exception {
        HttpResponse<String> response = once(product, method, path, body);
        for (int tries = 0; response.statusCode() == 503 && tries < 40; tries++) {
            TimeUnit.MILLISECONDS.sleep(500);
            response = once(product, method, path, body);
        }
        return response;
    }

    private HttpResponse<String> once(Product product, String method, String path, String body) throws Exception {
        return http.send(HttpRequest.newBuilder(product.endpoint().resolve(path))
                .method(method, BodyPublishers.ofString(body))
                .build(), HttpResponse.BodyHandlers.ofString());
    }

    private static void until(String what, Callable<Boolean> so) throws Exception {
        for (int tries = 0; tries < 600 && !so.call(); tries++) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        assertThat(so.call()).as(what).isTrue();
    }
}
