package dev.s3gateway.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real clients against the started product. They are looked for on the machine; where {@code S3_TEST_CLIENTS} says
 * {@code required}, as in CI, their absence is a failure.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ClientsIT {

    private static final boolean REQUIRED = "required".equals(System.getenv("S3_TEST_CLIENTS"));

    @TempDir
    Path data;

    @Test
    void boto3WithItsDefaultsOverHttp() throws Exception {
        needs("python3", "-c", "import boto3");
        try (Product product = Product.start(data)) {
            runs("python3", script("boto3_defaults.py"), product.endpoint().toString(), data + "/zones");
        }
    }

    @Test
    void boto3WithItsDefaultsOverHttps() throws Exception {
        needs("python3", "-c", "import boto3");
        Certificate certificate = Certificate.forLoopback(data);
        try (Product product = Product.start(data.resolve("data"), List.of(), certificate.variables())) {
            runs("python3", script("boto3_defaults.py"), product.endpoint().toString(), data + "/data/zones",
                    certificate.chain().toString());
        }
    }

    @Test
    void copiesByBoto3AndTheAwsCommand() throws Exception {
        needs("python3", "-c", "import boto3");
        needs("aws", "--version");
        try (Product product = Product.start(data)) {
            runs("python3", script("copies.py"), product.endpoint().toString(), data + "/zones");
        }
    }

    @Test
    void theExamplesOfTheReplacedSystems() throws Exception {
        needs("python3", "-c", "pass");
        needs("curl", "--version");
        needs("aws", "--version");
        needs("psql", "--version");
        try (Product product = Product.start(data)) {
            runs("python3", script("manuals.py"), product.endpoint().toString(), data.toString());
        }
    }

    private static String script(String name) {
        return Path.of("src/test/clients", name).toString();
    }

    private static void needs(String... command) throws Exception {
        boolean there = exitOf(command) == 0;
        assertThat(there || !REQUIRED).as("needed by this build: " + String.join(" ", command)).isTrue();
        assumeTrue(there, () -> "not on this machine: " + command[0]);
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

    private static void runs(String... command) throws Exception {
        Path output = Files.createTempFile("client", ".log");
        Process process = new ProcessBuilder(new ArrayList<>(List.of(command))).redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(9, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertThat(ended && process.exitValue() == 0).as(Files.readString(output)).isTrue();
    }
}
