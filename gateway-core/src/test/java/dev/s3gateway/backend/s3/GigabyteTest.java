package dev.s3gateway.backend.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gibibyte passes through a small process, by http and by https: nothing on the way gathers the body, signs it as a
 * whole or frames it anew. Which of its settings the SDK takes as a reason to do so has changed between its versions.
 */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class GigabyteTest {

    @TempDir
    Path directory;

    @Test
    void passesBy128MebibytesOfHeapOverHttp() throws Exception {
        assertPasses(new ServerSocket(0, 10, InetAddress.getLoopbackAddress()));
    }

    /** By the way: the certificate is for another name, and this zone's is not looked at. */
    @Test
    void passesBy128MebibytesOfHeapOverHttps() throws Exception {
        assertPasses(TestTls.server(directory, "CN=somebody-else"));
    }

    private void assertPasses(ServerSocket socket) throws Exception {
        try (RawZone sink = RawZone.over(socket, line -> {
            line.readHead();
            line.send100IfExpected();
            line.readBody(GigabyteUpload.SIZE, OutputStream.nullOutputStream());
            line.send("200 OK\r\nETag: \"x\"", new byte[0]);
            line.holdOn();
        })) {
            upload(sink);

            RawZone.Line line = sink.lines().getFirst();
            assertThat(line.received()).isEqualTo(GigabyteUpload.SIZE);
            assertThat(line.header("x-amz-content-sha256")).contains("UNSIGNED-PAYLOAD");
            assertThat(line.header("content-encoding")).isEmpty();
        }
    }

    private void upload(RawZone sink) throws Exception {
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(
                List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-Xmx128m",
                        "-XX:MaxDirectMemorySize=96m", "-cp", System.getProperty("java.class.path"),
                        GigabyteUpload.class.getName(), sink.endpoint().toString()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(3, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertThat(ended && process.exitValue() == 0).as(Files.readString(output, StandardCharsets.UTF_8)).isTrue();
    }
}
