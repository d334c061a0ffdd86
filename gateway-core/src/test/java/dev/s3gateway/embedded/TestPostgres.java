package dev.s3gateway.embedded;

import dev.s3gateway.config.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.time.Duration;

/**
 * One bundled PostgreSQL for all tests of a JVM, started by the first that asks and ended with the JVM. Tests that
 * need an empty database make one of their own in it.
 */
public final class TestPostgres {

    /** A free port, and patience. */
    static final EmbeddedConfig PATIENT = new EmbeddedConfig(Optional.empty(), 0, Duration.ofMinutes(2),
            Duration.ofSeconds(20));

    /** Where the programs are unpacked once for all test runs of this user. */
    public static final Path CACHE = Path.of(System.getProperty("java.io.tmpdir"),
            "s3gateway-tests-" + System.getProperty("user.name"));

    private TestPostgres() {}

    /** The shared server's address, with a user that may create databases. Blocks until it is up. */
    public static Secret url() {
        return Shared.SERVER.url();
    }

    private static final class Shared {
        static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            try {
                Path home = Files.createTempDirectory("s3gateway-postgres-");
                var server = new EmbeddedPostgres(home, CACHE, PATIENT);
                server.start().block();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(server, home)));
                return server;
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
}
