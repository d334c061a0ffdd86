package dev.s3gateway.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The started product, in little memory, before as many bad clients as this machine lets one process connect. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class CrowdIT {

    private static final boolean REQUIRED = "required".equals(System.getenv("S3_TEST_CLIENTS"));

    private static final int CONNECTIONS = 20_000;
    /** Open files that the product needs for itself, and the client for itself. */
    private static final int OTHER_FILES = 1_500;

    @TempDir
    Path directory;

    // A47, A54, A55.
    @Test
    void thousandsOfBadClientsAreToldSoAndNobodyElseNotices() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "the client looks into /proc");
        boolean there = new ProcessBuilder("python3", "-c", "pass").start().waitFor() == 0;
        assertThat(there || !REQUIRED).as("python3 is needed by this build").isTrue();
        assumeTrue(there, "no python3 on this machine");
        int count = Math.min(CONNECTIONS, openFiles() - OTHER_FILES);
        try (Product product = Product.start(directory, List.of("-Xmx384m", "-XX:MaxDirectMemorySize=192m"),
                Map.of("S3GATEWAY_HTTP_BODY_FLOOR_GRACE", "25 s", "S3GATEWAY_HTTP_IDLE_TIME", "3 min"))) {
            Process client = new ProcessBuilder("python3", Path.of("src/test/clients/crowd.py").toString(),
                    product.endpoint().toString(), Long.toString(product.pid()), Integer.toString(count))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(client.waitFor()).as(said + troubles(product)).isZero();
            System.out.print(said);
        }
    }

    private static String troubles(Product product) throws IOException {
        return product.output().lines().filter(line -> !line.contains(" access ")).collect(Collectors.joining("\n"));
    }

    private static int openFiles() throws IOException {
        Process limit = new ProcessBuilder("sh", "-c", "ulimit -n").start();
        String said = new String(limit.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return said.equals("unlimited") ? Integer.MAX_VALUE : Integer.parseInt(said);
    }
}
