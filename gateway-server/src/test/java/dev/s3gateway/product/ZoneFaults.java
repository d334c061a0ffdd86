package dev.s3gateway.product;

import static dev.s3gateway.product.Clients.needs;
import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.backend.s3.TestZone;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What may become of the primary zone, a real service, while a client is in the middle of something: killed, frozen, or
 * behind each mode of the fault proxy. The client, who never repeats anything, succeeds within its patience, and the zone
 * has the copy with the same ETag once it is well again. A subclass says which service.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 3, unit = TimeUnit.MINUTES)
abstract class ZoneFaults {

    private static final String BUCKET = "faults";
    private static final int MEBIBYTE = 1 << 20;

    private final String kind;
    private final Random random = new Random(23);
    private final byte[] readable = bytes(24 * MEBIBYTE);
    private final Deque<String> struck = new ArrayDeque<>();
    private int number;
    private @Nullable Scene scene;

    /** The same for all tests of a class; each leaves the zone well. */
    private record Scene(KitZones zones, TestZone victim, Path directoryZone, Product product, PlainClient client) {}

    ZoneFaults(String kind) {
        this.kind = kind;
    }

    @BeforeAll
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void start(@TempDir Path directory) throws Exception {
        needs("python3", "-c", "import asyncio; asyncio.TaskGroup");
        KitZones zones = KitZones.start(directory.resolve("kit"), List.of(kind, "s3proxy"), "--faultproxy");
        try {
            scene = scene(zones, directory);
        } catch (Exception | AssertionError e) {
            zones.close();
            throw e;
        }
        client().put(BUCKET, new byte[0]);
        String etag = client().put(BUCKET + "/readable", readable).headers().firstValue("etag").orElseThrow();
        AtZone.awaitCopy(scene().victim, BUCKET, "readable", readable, etag);
    }

    private Scene scene(KitZones zones, Path directory) throws Exception {
        Path directoryZone = directory.resolve("zone");
        Path file = Files.writeString(directory.resolve("s3_backends.json"), Stream.concat(zones.backends(),
                Stream.of("{ \"name\": \"dir\", \"zone_code\": \"XX-DIR\", \"path\": \"%s\" }"
                        .formatted(directoryZone)))
                .collect(Collectors.joining(",", "{ \"backends\": [", "] }")));
        Product product = Product.start(directory.resolve("data"), List.of(), Map.of("S3_BACKENDS_CONFIG",
                file.toString(), "S3GATEWAY_GUARD_ANSWER", "8 s", "S3GATEWAY_GUARD_COMPLETE", "10 s",
                "S3GATEWAY_GUARD_CALL", "5 s", "S3GATEWAY_GUARD_SILENCE", "3 s", "S3GATEWAY_LANES_STALL", "3 s",
                "S3GATEWAY_LANES_FLOOR_TIME", "3 s", "S3GATEWAY_GUARD_PROBE_OPEN", "500 ms",
                "S3GATEWAY_READ_FLOOR_TIME", "2 s", "S3GATEWAY_MULTIPART_PART_REPLAY", "6 MiB"));
        return new Scene(zones, zones.zone(kind + "-1"), directoryZone, product, PlainClient.of(product.endpoint()));
    }

    @AfterAll
    void stop() throws Exception {
        if (scene != null) {
            scene.client.close();
            scene.product.close();
            scene.zones.close();
        }
    }

    // F10, F11, F12, F19, row 89
    @ParameterizedTest
    @ValueSource(strings = {"/latency?ms=200", "/throttle?bytes_per_s=20000", "/blackhole", "/refuse", "/refuse?cut=1",
            "/reset", "/reset?after=3000000", "/reset?after=1000&way=down", "/halfclose", "/halfclose?way=up",
            "/halfclose?after=2000000&way=up", "kill", "pause"})
    void inTheMiddleOfAPartAndOfADownload(String fault) throws Exception {
        String key = "parts-" + number++;
        List<byte[]> parts = List.of(bytes(5 * MEBIBYTE), bytes(8 * MEBIBYTE), bytes(MEBIBYTE));
        UploadInParts upload = client().upload(BUCKET + "/" + key);
        upload.put(1, parts.get(0));
        byte[] read;
        try (InputStream download = client().open(BUCKET + "/readable")) {
            byte[] begun = download.readNBytes(MEBIBYTE);

            upload.put(2, parts.get(1), 3 * MEBIBYTE, () -> strike(fault));

            read = PlainClient.joined(List.of(begun, download.readAllBytes()));
        }
        upload.put(3, parts.get(2));
        String etag = UploadInParts.etagIn(upload.completing().join());
        assertThat(read).isEqualTo(readable);
        isReadAndRepaired(key, PlainClient.joined(parts), etag);
    }

    // F16, F19, row 89
    @ParameterizedTest
    @ValueSource(strings = {"/throttle?bytes_per_s=20", "/blackhole", "/refuse?cut=1", "/reset",
            "/reset?after=30&way=down",
            "/halfclose", "kill", "pause"})
    void inTheMiddleOfAComplete(String fault) throws Exception {
        String key = "complete-" + number++;
        List<byte[]> parts = List.of(bytes(5 * MEBIBYTE), bytes(MEBIBYTE));
        UploadInParts upload = client().upload(BUCKET + "/" + key);
        upload.put(1, parts.get(0));
        upload.put(2, parts.get(1));

        strike("pause");
        CompletableFuture<HttpResponse<String>> answer = upload.completing();
        awaitFileOf(key);
        strike(fault);
        if (fault.startsWith("/")) {
            tell("resume");
        }

        String etag = UploadInParts.etagIn(answer.join());
        isReadAndRepaired(key, PlainClient.joined(parts), etag);
    }

    private void isReadAndRepaired(String key, byte[] body, String etag) throws Exception {
        assertThat(client().get(BUCKET + "/" + key)).as("read while the zone is bad").isEqualTo(body);

        String date = client().dateAndTag(BUCKET + "/" + key);

        heal();

        AtZone.awaitCopy(scene().victim, BUCKET, key, body, etag);
        assertThat(client().get(BUCKET + "/" + key)).isEqualTo(body);
        assertThat(client().dateAndTag(BUCKET + "/" + key)).as("row 90: a repair changes nothing for who synchronises")
                .isEqualTo(date);
    }

    /** A directory is done at once: then the other zones have been asked, too. */
    private void awaitFileOf(String key) throws Exception {
        for (int tries = 0; tries < 300 && !isFile(key); tries++) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        assertThat(isFile(key)).as(scene().product.output()).isTrue();
    }

    private boolean isFile(String key) throws Exception {
        try (Stream<Path> files = Files.list(scene().directoryZone.resolve(BUCKET))) {
            return files.anyMatch(file -> file.getFileName().toString().startsWith(key + "!"));
        }
    }

    private void strike(String fault) {
        struck.push(fault);
        tell(fault);
    }

    @AfterEach
    void heal() {
        while (!struck.isEmpty()) {
            tell(switch (struck.pop()) {
                case "kill" -> "restart";
                case "pause" -> "resume";
                default -> "/ok";
            });
        }
    }

    private void tell(String what) {
        try {
            if (what.startsWith("/")) {
                scene().zones.way(scene().victim.name(), what);
            } else {
                scene().zones.tell(what, scene().victim.name());
            }
        } catch (Exception e) {
            throw new IllegalStateException(what, e);
        }
    }

    private Scene scene() {
        return Objects.requireNonNull(scene);
    }

    private PlainClient client() {
        return scene().client;
    }

    private byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }
}
