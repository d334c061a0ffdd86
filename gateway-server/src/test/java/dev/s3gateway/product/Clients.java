package dev.s3gateway.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Programs of others that the tests use. They are looked for on the machine; where {@code S3_TEST_CLIENTS} says
 * {@code required}, as in CI, their absence is a failure.
 */
final class Clients {

    private static final boolean REQUIRED = "required".equals(System.getenv("S3_TEST_CLIENTS"));

    private Clients() {}

    /** A command that succeeds where the client is there. */
    static void needs(String... command) throws InterruptedException {
        boolean there = exitOf(command) == 0;
        assertThat(there || !REQUIRED).as("needed by this build: " + String.join(" ", command)).isTrue();
        assumeTrue(there, () -> "not on this machine: " + command[0]);
    }

    /** A script of {@code src/test/clients} in Python against this product; the test's own time-out ends it, too. */
    static void run(Product product, String script, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("python3", Path.of("src/test/clients", script).toString()));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile("client", ".log");
        Process process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            int exit = process.waitFor();
            assertThat(exit).as(Files.readString(output) + product.output()).isZero();
        } finally {
            process.destroyForcibly();
            Files.delete(output);
        }
    }

    private static int exitOf(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException _) {
            return -1;
        }
    }
}
