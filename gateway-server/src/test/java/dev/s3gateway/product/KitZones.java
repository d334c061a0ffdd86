package dev.s3gateway.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.s3gateway.backend.s3.TestZone;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Real S3 services that {@code .ci/zones} starts for one test, each as processes of its own. Which kinds this machine
 * has is told by {@code ZONES_KINDS}, so that nothing is fetched or built unasked; without them such a test is skipped.
 */
final class KitZones implements AutoCloseable {

    /** Beyond those of the kit by hand, below those that the system gives away, and not where a parallel build looks. */
    private static final int BASE_PORT = 12_000 + (int) (ProcessHandle.current().pid() % 100) * 200;

    private final Path directory;
    private final Map<String, TestZone> zones = new LinkedHashMap<>();

    private KitZones(Path directory) {
        this.directory = directory;
    }

    /** One zone of each kind; of a kind that is named twice, two. They are called {@code rgw-1}, {@code rgw-2}, … */
    static KitZones start(Path directory, List<String> kinds, String... options) throws Exception {
        List<String> here = List.of(System.getenv().getOrDefault("ZONES_KINDS", "").split(" ", -1));
        assumeTrue(here.containsAll(kinds), () -> "ZONES_KINDS names only " + here + ", wanted are " + kinds);
        var started = new KitZones(directory);
        try {
            for (String kind : kinds) {
                List<String> command = new ArrayList<>(List.of("start", kind, "1", "--base-port", "" + BASE_PORT));
                command.addAll(Arrays.asList(options));
                TestZone zone = TestZone.parsed(started.run(command));
                started.zones.put(zone.name(), zone);
            }
        } catch (Exception | AssertionError e) {
            started.close();
            throw e;
        }
        return started;
    }

    TestZone zone(String name) {
        return Objects.requireNonNull(zones.get(name));
    }

    /** The entries of a backends file, the first zone being the primary one. */
    Stream<String> backends() {
        String primary = zones.keySet().iterator().next();
        return zones.values()
                .stream()
                .map(zone -> """
                        { "name": "%s", "zone_code": "XX-%s", "endpoint_url": "%s", "region": "%s",
                          "access_key": "%s", "secret_key": "%s", "is_primary": %s }"""
                        .formatted(zone.name(), zone.name().toUpperCase(java.util.Locale.ROOT), zone.endpoint(),
                                zone.region(), zone.accessKey(), zone.secretKey(), zone.name().equals(primary)));
    }

    /** Takes {@code kill}, {@code restart}, {@code pause} and {@code resume}; done when this returns. */
    void tell(String command, String zone) throws IOException {
        run(List.of(command, zone));
    }

    /** Tells the fault proxy before a zone, where there was to be one, which mode is in force. */
    void way(String zone, String mode) throws IOException, InterruptedException {
        FaultProxy.mode(Objects.requireNonNull(zone(zone).faultControl()), mode);
    }

    @CanIgnoreReturnValue
    private String run(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("../.ci/zones/zones"));
        command.addAll(arguments);
        command.addAll(List.of("--dir", directory.toString()));
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.onExit().join().exitValue()).as(command.stream().collect(Collectors.joining(" "))).isZero();
        return said.strip();
    }

    @Override
    public void close() throws IOException {
        run(List.of("stop"));
    }
}
