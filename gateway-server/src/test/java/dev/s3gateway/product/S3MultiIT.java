package dev.s3gateway.product;

import static dev.s3gateway.product.Clients.needs;
import static dev.s3gateway.product.Clients.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.backend.s3.TestS3;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The manual of system 2 over two S3 services, with the clients that it shows; and what its limitations have become. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class S3MultiIT {

    private static final String ACCESS = "ROOT_ACCESS_KEY";
    private static final String SECRET = "ROOT_SECRET_KEY";

    private final TestS3 first;
    private final TestS3 second;

    @TempDir
    Path directory;

    S3MultiIT() throws Exception {
        this.first = TestS3.start();
        this.second = TestS3.start();
    }

    @AfterEach
    void stopTheZones() {
        first.close();
        second.close();
    }

    @Test
    void basicUsageWithDebugMode() throws Exception {
        try (Product gateway = started(config(first.endpoint(), second.endpoint(), TestS3.ACCESS_KEY), Map.of(),
                "--debug")) {
            plays(gateway, "Basic");
        }
    }

    @Test
    void variablesOverrideTheFile() throws Exception {
        Path nowhere = config(URI.create("http://127.0.0.1:1"), URI.create("http://127.0.0.1:1"), "wrong");
        try (Product gateway = started(nowhere, Map.of("VGW_S3_MULTI_BACKEND_0_ACCESS", TestS3.ACCESS_KEY,
                "VGW_S3_MULTI_BACKEND_0_SECRET", TestS3.SECRET_KEY, "VGW_S3_MULTI_BACKEND_0_ENDPOINT",
                first.endpoint().toString(), "VGW_S3_MULTI_BACKEND_1_ACCESS", TestS3.ACCESS_KEY,
                "VGW_S3_MULTI_BACKEND_1_SECRET", TestS3.SECRET_KEY, "VGW_S3_MULTI_BACKEND_1_ENDPOINT",
                second.endpoint().toString()))) {
            plays(gateway, "Fallback");
        }
    }

    @Test
    void mirroredWritesLieInBothServices() throws Exception {
        try (Product gateway = started(config(first.endpoint(), second.endpoint(), TestS3.ACCESS_KEY), Map.of(),
                "--mirror")) {
            plays(gateway, "Mirror");
        }
    }

    @Test
    void aThirdServiceIsAskedLast() throws Exception {
        try (TestS3 third = TestS3.start()) {
            Path file = config(first.endpoint(), second.endpoint(), TestS3.ACCESS_KEY);
            Files.writeString(file, Files.readString(file)
                    .replaceFirst("\\]\\s*}\\s*$",
                            """
                                    , { "access": "%s", "secret": "file:%s", "endpoint": "%s" } ] }
                                    """.formatted(TestS3.ACCESS_KEY,
                                    Files.writeString(directory.resolve("secret"), TestS3.SECRET_KEY),
                                    third.endpoint())));
            try (Product gateway = started(file, Map.of())) {
                plays(gateway, "ThreeTiers", ACCESS, SECRET, first, second, third);
            }
        }
    }

    @Test
    void theS3ProxyOfSystem1IsReadWhereNoZoneHasAnObject() throws Exception {
        try (Product gateway = Product.start(directory.resolve("data"), List.of(), Map.of("S3PROXY_URL",
                first.endpoint().toString(), "S3PROXY_IDENTITY", TestS3.ACCESS_KEY, "S3PROXY_CREDENTIAL",
                TestS3.SECRET_KEY))) {
            plays(gateway, "S3Proxy", "local-identity", "local-credential", first);
        }
    }

    @Test
    void aMistakeInTheFileIsNamedWithItsLineBeforeAnythingStarts() throws Exception {
        Path file = config(first.endpoint(), second.endpoint(), TestS3.ACCESS_KEY);
        Files.writeString(file, Files.readString(file).replace("usePathStyle", "usePathStile"));

        Process process = new ProcessBuilder("../s3gateway", "s3-multi", "--config", file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isEqualTo(2);
        assertThat(said).contains("s3-multi-config.json:11: unknown key 'usePathStile'; did you mean 'use_path_style'?")
                .doesNotContain("\tat ");
    }

    private Product started(Path config, Map<String, String> variables, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("s3-multi", "--config", config.toString(), "--access", ACCESS,
                "--secret", SECRET, "--data", directory.resolve("data").toString()));
        arguments.addAll(List.of(more));
        return Product.launched(variables, arguments.toArray(String[]::new));
    }

    private Path config(URI primary, URI fallback, String access) throws IOException {
        return Files.writeString(directory.resolve("s3-multi-config.json"), """
                {
                  "backends": [
                    {
                      "name": "hot-storage", "access": "%1$s", "secret": "%2$s", "endpoint": "%3$s",
                      "region": "us-east-1", "metaBucket": "meta"
                    },
                    {
                      "name": "cold-storage",
                      "access": "%1$s", "secret": "%2$s", "endpoint": "%4$s",
                      "region": "us-east-1",
                      "usePathStyle": true, "disableChecksum": false, "sslSkipVerify": false
                    }
                  ]
                }
                """.formatted(access, TestS3.SECRET_KEY, primary, fallback));
    }

    private void plays(Product gateway, String scene) throws Exception {
        plays(gateway, scene, ACCESS, SECRET, first, second);
    }

    private static void plays(Product gateway, String scene, String access, String secret, TestS3... services)
            throws Exception {
        needs("python3", "-c", "import boto3");
        needs("aws", "--version");
        List<String> arguments = new ArrayList<>(List.of(scene, gateway.endpoint().toString(), access, secret));
        Stream.of(services).map(service -> service.endpoint().toString()).forEach(arguments::add);
        run(gateway, "s3_multi.py", arguments.toArray(String[]::new));
    }
}
