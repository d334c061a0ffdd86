package dev.s3gateway.embedded;

import dev.s3gateway.config.Secret;
import dev.s3gateway.testing.Containers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * One PostgreSQL for all tests of a JVM, started by the first that asks and ended with the JVM: in a container where
 * {@link Containers} are wanted, else the bundled one. Tests that need an empty database make one of their own in it.
 */
public final class TestPostgres {

    /** A free port, and patience. */
    static final EmbeddedConfig PATIENT = new EmbeddedConfig(Optional.empty(), 0, Duration.ofMinutes(2),
            Duration.ofSeconds(20));

    /** Where the programs are unpacked once for all test runs of this user. */
    public static final Path CACHE = Path.of(System.getProperty("java.io.tmpdir"),
            "s3gateway-tests-" + System.getProperty("user.name"));

    /** Of the same version as the bundled one. */
    private static final String IMAGE = "postgres:18-alpine";

    private TestPostgres() {}

    /** The shared server's address, with a user that may create databases. Blocks until it is up. */
    public static Secret url() {
        return Shared.URL;
    }

    private static final class Shared {
        static final Secret URL = Containers.wanted() ? contained() : bundled();
    }

    /** Testcontainers removes it when the JVM has gone. */
    @SuppressWarnings("resource")
    private static Secret contained() {
        var server = new PostgreSQLContainer(IMAGE);
        server.start();
        return Secret.of("postgresql://%s:%s@%s:%d/%s".formatted(server.getUsername(), server.getPassword(),
                server.getHost(), server.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT), server.getDatabaseName()));
    }

    private static Secret bundled() {
        try {
            Path home = Files.createTempDirectory("s3gateway-postgres-");
            var server = new EmbeddedPostgres(home, CACHE, PATIENT);
            server.start().block();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(server, home)));
            return server.url();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void remove(EmbeddedPostgres server, Path home) {
        try {
            server.stop().block();
            DatabaseFiles.removeTree(home);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
