package dev.s3gateway.product;

import static dev.s3gateway.product.Clients.needs;
import static dev.s3gateway.product.Clients.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * boto3, the AWS command, s3cmd, rclone and restic over the started product and real services: up and down in parts,
 * synchronised twice, backed up and restored. What they made is compared in each zone itself.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class ClientMatrixIT {

    @TempDir
    Path directory;

    @Test
    void overTwoCephsAndAnS3Proxy() throws Exception {
        try (KitZones zones = KitZones.start(directory.resolve("kit"), List.of("rgw", "rgw", "s3proxy"))) {
            clientsOver(zones.backends());
        }
    }

    @Test
    void overAMinioAnS3ProxyAndADirectory() throws Exception {
        try (KitZones zones = KitZones.start(directory.resolve("kit"), List.of("minio", "s3proxy"))) {
            clientsOver(Stream.concat(zones.backends(), Stream.of(directoryZone())));
        }
    }

    private String directoryZone() {
        return "{ \"name\": \"directory\", \"zone_code\": \"XX-DIRECTORY\", \"path\": \"%s\" }"
                .formatted(directory.resolve("zone"));
    }

    private void clientsOver(Stream<String> backends) throws Exception {
        needsTheClients();
        Path file = Files.writeString(directory.resolve("s3_backends.json"),
                backends.collect(Collectors.joining(",\n", "{ \"backends\": [\n", """
                        ], "replication": { "enabled": true, "required_replicas": 3 } }
                        """)));
        try (Product product = Product.start(directory.resolve("data"), List.of(),
                Map.of("S3_BACKENDS_CONFIG", file.toString(), "S3GATEWAY_LEDGER_GRACE", "1 s"))) {
            run(product, "matrix.py", product.endpoint().toString(), file.toString());
        }
    }

    private static void needsTheClients() throws InterruptedException {
        needs("python3", "-c", "import boto3");
        needs("aws", "--version");
        needs("s3cmd", "--version");
        needs("rclone", "version");
        needs("restic", "version");
    }
}
