package dev.s3gateway.backend.s3;

import dev.s3gateway.testing.Containers;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.testcontainers.containers.MinIOContainer;

/** A MinIO: in a container where those are wanted, else the {@code minio} on the PATH, if there is one. */
interface TestMinio extends AutoCloseable {

    String USER = "test-identity";
    String PASSWORD = "test-credential";
    String IMAGE = "minio/minio:RELEASE.2025-09-07T16-13-09Z";

    URI endpoint();

    @Override
    void close() throws IOException;

    /** Empty where this machine has neither; the service may still need a moment until it answers. */
    static Optional<TestMinio> start() throws IOException {
        if (Containers.wanted()) {
            return Optional.of(Contained.start());
        }
        Optional<Path> program = onPath(System.getenv());
        return program.isEmpty() ? Optional.empty() : Optional.of(Program.start(program.get()));
    }

    default TestZone zone() {
        return new TestZone("minio", "minio", endpoint(), "us-east-1", USER, PASSWORD, true, null);
    }

    static Optional<Path> onPath(Map<String, String> environment) {
        return Arrays.stream(environment.getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .map(directory -> Path.of(directory).resolve("minio"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    record Contained(MinIOContainer container) implements TestMinio {

        static Contained start() {
            var container = new MinIOContainer(IMAGE).withUserName(USER).withPassword(PASSWORD);
            container.start();
            return new Contained(container);
        }

        @Override
        public URI endpoint() {
            return URI.create(container.getS3URL());
        }

        @Override
        public void close() {
            container.stop();
        }
    }

    record Program(Process process, Path directory, URI endpoint) implements TestMinio {

        static Program start(Path program) throws IOException {
            Path directory = Files.createTempDirectory("s3gateway-minio-");
            int port = freePort();
            var builder = new ProcessBuilder(List.of(program.toString(), "server", directory.resolve("data").toString(),
                    "--address", "127.0.0.1:" + port, "--console-address", "127.0.0.1:" + freePort(), "--quiet"))
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log").toFile());
            builder.environment()
                    .putAll(Map.of("HOME", directory.toString(), "MINIO_ROOT_USER", USER, "MINIO_ROOT_PASSWORD",
                            PASSWORD, "MINIO_BROWSER", "off", "MINIO_UPDATE", "off", "MINIO_CONFIG_ENV_FILE",
                            "/dev/null"));
            return new Program(builder.start(), directory, URI.create("http://127.0.0.1:" + port));
        }

        @Override
        public void close() throws IOException {
            process.destroy();
            process.onExit().completeOnTimeout(process, 20, TimeUnit.SECONDS).join().destroyForcibly().onExit().join();
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }

        private static int freePort() throws IOException {
            try (ServerSocket socket = new ServerSocket(0)) {
                return socket.getLocalPort();
            }
        }
    }
}
