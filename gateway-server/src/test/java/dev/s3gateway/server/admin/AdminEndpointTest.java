package dev.s3gateway.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.s3gateway.backend.MemoryStore;
import dev.s3gateway.backend.Zone;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.ledger.MemoryLedger;
import dev.s3gateway.ledger.OperationsLog;
import dev.s3gateway.server.http.AccessRecord;
import dev.s3gateway.server.http.Listener;
import dev.s3gateway.server.http.ListenerConfig;
import dev.s3gateway.server.http.TestServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdminEndpointTest {

    private final MemoryLedger ledger = MemoryLedger.ready();
    private final List<Zone> zones = List.of(zone("oslo", true), zone("bergen", false));
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final RequestMetrics metrics = new RequestMetrics(registry);
    private int scraped;
    private Listener listener = listening(false, 1);

    private static Zone zone(String code, boolean primary) {
        return new Zone(new ZoneCode(code), code + "-s3", "Fjord", "no", Optional.of("https://" + code + ".example"),
                primary, true, MemoryStore.natural(code));
    }

    private Listener listening(boolean keyRequired, int copiesForAWrite) {
        ZonePulse pulse = new ZonePulse(() -> zones);
        AdminEndpoint endpoint = new AdminEndpoint(
                List.of(new HealthResource(pulse, ledger, () -> copiesForAWrite), new LiveResource(),
                        new ReadyResource(() -> true, ledger), new BackendsResource(() -> zones, _ -> Optional.empty()),
                        new ReplicasResource(ledger.reports(), Set.of("pending", "synced")),
                        new OperationsResource(ledger.operations()), new ObjectResource(ledger),
                        new MetricsResource(metricsOf(), pulse, ledger, () -> Map.of("commit", 2), () -> 5)),
                new AdminAccess(keyRequired, "s3_key_right"::equals, Optional.of("s3.example")));
        Listener started = new Listener(
                new ListenerConfig("127.0.0.1", 0, Optional.empty(), TestServer.STANDARD, Duration.ofSeconds(5)),
                endpoint, metrics);
        started.start().block();
        return started;
    }

    /** A registry takes each name once; a second listener of one test gets its own. */
    private PrometheusRegistry metricsOf() {
        return scraped++ == 0 ? registry : new PrometheusRegistry();
    }

    @AfterEach
    void stop() {
        listener.stop().block();
    }

    private void require(boolean key, int copies) {
        listener.stop().block();
        listener = listening(key, copies);
    }

    private HttpResponse<String> get(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest
                .newBuilder(URI.create("http://127.0.0.1:" + listener.address().getPort() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode json(HttpResponse<String> response) {
        try {
            return new ObjectMapper().readTree(response.body());
        } catch (IOException e) {
            throw new AssertionError(response.body(), e);
        }
    }

    @Test
    void backendsAreListedAsInSystem0AndCounted() {
        JsonNode answer = json(get("/backends"));

        assertThat(answer.get("count").intValue()).isEqualTo(2);
        JsonNode oslo = answer.get("backends").get(0);
        assertThat(oslo.get("name").textValue()).isEqualTo("oslo-s3");
        assertThat(oslo.get("provider").textValue()).isEqualTo("Fjord");
        assertThat(oslo.get("zone_code").textValue()).isEqualTo("oslo");
        assertThat(oslo.get("region").textValue()).isEqualTo("no");
        assertThat(oslo.get("enabled").booleanValue()).isTrue();
        assertThat(oslo.get("is_primary").booleanValue()).isTrue();
    }

    @Test
    void healthNamesEachBackend() {
        HttpResponse<String> response = get("/health");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json(response).get("status").textValue()).isEqualTo("healthy");
        assertThat(json(response).get("backends").findValuesAsText("status")).containsExactly("healthy", "healthy");
    }

    @Test
    void healthIs503WhenNoWriteCouldSucceed() {
        require(false, 3);

        HttpResponse<String> response = get("/health");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(json(response).get("status").textValue()).isEqualTo("unhealthy");
    }

    @Test
    void healthSaysThatAndWhyNothingIsWrittenThoughTheLedgerAnswers() { // F26, F30
        ledger.faults().readOnly("the database takes no writes at present");

        HttpResponse<String> response = get("/health");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(json(response).get("status").textValue()).isEqualTo("unhealthy");
        assertThat(json(response).get("ledger").textValue()).isEqualTo("read-only");
        assertThat(json(response).get("ledger_error").textValue())
                .isEqualTo("the database takes no writes at present");
        assertThat(get("/health/ready").statusCode()).as("reads go on").isEqualTo(200);
        assertThat(get("/metrics").body()).contains("s3gateway_ledger_read_only 1.0", "s3gateway_ledger_up 1.0");
    }

    @Test
    void theOperationsLogIsPagedAndFiltered() {
        Instant now = Instant.parse("2026-01-31T12:00:00Z");
        ledger.operations()
                .append(List.of(entry("GetObject", "photos", 200, now), entry("GetObject", "photos", 404, now),
                        entry("PutObject", "music", 200, now)))
                .block();

        JsonNode first = json(get("/api/operations/log?bucket=photos&limit=1"));
        JsonNode second = json(get("/api/operations/log?bucket=photos&limit=1&cursor=" + first.get("cursor").asText()));

        assertThat(first.get("count").intValue()).isEqualTo(1);
        assertThat(second.get("operations").get(0).get("bucket_name").textValue()).isEqualTo("photos");
        assertThat(json(get("/api/operations/log?status=404")).get("count").intValue()).isEqualTo(1);
    }

    private static OperationsLog.Entry entry(String operation, String bucket, int status, Instant at) {
        return new OperationsLog.Entry(operation, bucket, Optional.of("a"), Optional.empty(), status, 1, 1, "id",
                "127.0.0.1", at);
    }

    @Test
    void replicationStatusHasASummaryAndObjects() {
        JsonNode answer = json(get("/api/replicas/status?status=synced"));

        assertThat(answer.has("summary")).isTrue();
        assertThat(answer.get("objects").isArray()).isTrue();
        assertThat(answer.get("count").intValue()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"/backends?colour=red, colour", "/api/operations/log?limit=0, limit",
            "/api/operations/log?limit=x, limit",
            "/api/operations/log?status=abc, status", "/api/operations/log?since=yesterday, since",
            "/api/replicas/status?status=lost, status", "/api/replicas/status?bucket=a&bucket=b, bucket",
            "/api/replicas/status?zone=, zone", "/api/operations/log?bucket=%00, NUL", "/api/objects/photos/a%00, NUL",
            "/api/objects/UPPER/key, UPPER"})
    void aBadParameterIs400AndNamed(String path, String name) {
        HttpResponse<String> response = get(path);

        assertThat(response.statusCode()).isEqualTo(400);
        JsonNode error = json(response).get("error");
        assertThat(error.get("code").textValue()).isEqualTo("InvalidArgument");
        assertThat(error.get("message").textValue()).contains(name);
        assertThat(response.headers().firstValue("x-amz-request-id")).hasValue(error.get("requestId").textValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/nothing", "/api/objects/photos/none", "/console"})
    void whatIsNotThereIs404(String path) {
        assertThat(get(path).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/backends", "/metrics", "/api/operations/log", "/api/replicas/status",
            "/api/objects/b/k"})
    void needsTheAdminKeyWhereKeysAreRequired(String path) { // A27
        require(true, 1);

        assertThat(get(path).statusCode()).isEqualTo(403);
        assertThat(get(path, "Authorization", "Bearer s3_key_wrong").statusCode()).isEqualTo(403);
        assertThat(get(path, "Authorization", "AWS4-HMAC-SHA256 Credential=a").statusCode()).isEqualTo(403);
        assertThat(get(path, "Authorization", "Bearer s3_key_right").statusCode()).isNotEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health/live", "/health/ready"})
    void probesNeedNoKey(String path) {
        require(true, 1);

        assertThat(get(path).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"http://evil.example, 403", "null, 403", "http://localhost:3000, 200", "https://s3.example, 200",
            "http://127.0.0.1:8000, 200", "http://127.0.0.1.evil.example, 403"})
    void aForeignOriginIsRefusedInOpenMode(String origin, int status) {
        assertThat(get("/backends", "Origin", origin).statusCode()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"cross-site, empty, 403", "cross-site, image, 403", "cross-site, document, 200", "none, document, 200",
            "same-origin, empty, 200"})
    void whatAForeignPageEmbedsIsRefusedInOpenMode(String site, String destination, int status) {
        assertThat(get("/backends", "Sec-Fetch-Site", site, "Sec-Fetch-Dest", destination).statusCode())
                .isEqualTo(status);
    }

    @Test
    void metricsCountRequestsZonesAndBackgroundWork() {
        metrics.ended(new AccessRecord("id", "s3", "GET", "/a", "GetObject", Optional.empty(), Optional.empty(), 200,
                false, 0, 7, Instant.now(), Duration.ofMillis(3), "u", "127.0.0.1", "", "", ""));

        String scrape = get("/metrics").body();

        assertThat(scrape)
                .contains("s3gateway_requests_total{dialect=\"s3\",operation=\"GetObject\",status=\"200\"} 1.0")
                .contains("s3gateway_zone_up{zone=\"oslo\"} 1.0")
                .contains("s3gateway_background_running{name=\"commit\"} 2.0")
                .contains("s3gateway_operations_log_dropped_total 5.0")
                .contains("s3gateway_ledger_up 1.0")
                .contains("s3gateway_ledger_read_only 0.0");
    }

    @Test
    void whatAResourceDoesNotServeIsRefusedWithWhatItDoes() throws Exception {
        HttpResponse<String> refused = sent("DELETE", "/backends");

        assertThat(refused.statusCode()).isEqualTo(405);
        assertThat(refused.headers().firstValue("allow")).contains("GET, HEAD");
        assertThat(sent("HEAD", "/backends").statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> sent(String method, String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest
                    .newBuilder(URI.create("http://127.0.0.1:" + listener.address().getPort() + path))
                    .method(method, HttpRequest.BodyPublishers.noBody())
                    .build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
