package dev.s3gateway.backend.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A gibibyte passes through a small process, by http and by https, by the SDK and by our own client: nothing on the way
 * gathers the body, signs it as a whole or frames it anew. Which of its settings the SDK takes as a reason to do so has
 * changed between its versions.
 */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class GigabyteTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(GigabyteUpload.Carrier.class)
    void passesBy128MebibytesOfHeapOverHttp(GigabyteUpload.Carrier carrier) throws Exception {
        assertPasses(carrier, new ServerSocket(0, 10, InetAddress.getLoopbackAddress()));
    }

    /** By the way: the certificate is for another name, and this zone's is not looked at. */
    @ParameterizedTest
    @EnumSource(GigabyteUpload.Carrier.class)
    void passesBy128MebibytesOfHeapOverHttps(GigabyteUpload.Carrier carrier) throws Exception {
        assertPasses(carrier, TestTls.server(directory, "CN=somebody-else"));
    }

    private void assertPasses(GigabyteUpload.Carrier carrier, ServerSocket socket) throws Exception {
        try (RawZone sink = RawZone.over(socket, line -> {
            line.readHead();
            line.send100IfExpected();
            line.readBody();
            line.send("200 OK\r\nETag: \"x\"", new byte[0]);
            line.holdOn();
        })) {
            upload(carrier, sink);

            RawZone.Line line = sink.lines().getFirst();
            assertThat(line.received()).isEqualTo(GigabyteUpload.SIZE);
            assertThat(line.header("x-amz-content-sha256")).contains("UNSIGNED-PAYLOAD");
            assertThat(line.header("content-encoding")).isEmpty();
        }
    }

    private void upload(GigabyteUpload.Carrier carrier, RawZone sink) throws Exception {
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(
                List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-Xmx128m",
                        "-XX:MaxDirectMemorySize=96m", "-cp", System.getProperty("java.class.path"),
                        GigabyteUpload.class.getName(), sink.endpoint().toString(), carrier.name()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(3, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertThat(ended && process.exitValue() == 0).as(Files.readString(output, StandardCharsets.UTF_8)).isTrue();
    }
}
