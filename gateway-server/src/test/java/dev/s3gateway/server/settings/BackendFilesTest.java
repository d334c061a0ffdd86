package dev.s3gateway.server.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.backend.s3.S3ZoneConfig;
import dev.s3gateway.config.ConfigProblem;
import dev.s3gateway.config.Secret;
import dev.s3gateway.object.BucketName;
import dev.s3gateway.server.cli.Program.Choice;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of the replaced systems' manuals, as they stand there. */
class BackendFilesTest {

    private static final String SYSTEM_0 = """
            {
              "backends": [
                {
                  "name": "primary-s3", "provider": "AWS", "zone_code": "GE-FRAN-AWS-1", "region": "eu-central-1",
                  "endpoint_url": null, "access_key": "YOUR_AWS_ACCESS_KEY", "secret_key": "YOUR_AWS_SECRET_KEY",
                  "enabled": true, "is_primary": true
                },
                {
                  "name": "backup-s3", "provider": "Wasabi", "zone_code": "NE-AMST-WASA-1", "region": "eu-central-1",
                  "endpoint_url": "https://s3.eu-central-1.wasabisys.com",
                  "access_key": "YOUR_WASABI_ACCESS_KEY", "secret_key": "YOUR_WASABI_SECRET_KEY",
                  "enabled": true, "is_primary": false
                }
              ],
              "replication": {
                "enabled": true, "required_replicas": 2, "async_upload": false, "verify_uploads": true
              }
            }
            """;

    private static final String SYSTEM_1 = """
            {
              "upcloud": {
                "provider": "UpCloud", "zone_code": "FI-HEL-UC-1", "region": "FI-HEL",
                "endpoint": "https://f969k.upcloudobjects.com", "access_key": "a", "secret_key": "b", "enabled": false
              },
              "spacetime": {
                "provider": "Spacetime",
                "zone_code": "FI-HEL-ST-1",
                "region": "FI-HEL",
                "endpoint": "https://hel1.your-objectstorage.com",
                "access_key": "your-access-key",
                "secret_key": "your-secret-key",
                "is_primary": true,
                "enabled": true
              }
            }
            """;

    private static final String SYSTEM_2 = """
            {
              "backends": [
                {
                  "name": "aws-s3-primary", "access": "AWS_KEY", "secret": "AWS_SECRET", "endpoint": "",
                  "region": "us-east-1", "metaBucket": "meta"
                },
                {
                  "name": "local minio", "access": "MINIO_KEY", "secret": "MINIO_SECRET",
                  "endpoint": "https://minio.local:9000", "usePathStyle": true, "sslSkipVerify": true,
                  "disableChecksum": true
                },
                { "access": "K", "secret": "S", "endpoint": "https://cold.example.com", "usePathStyle": false }
              ]
            }
            """;

    @TempDir
    Path directory;

    @Test
    void theListOfSystem0() throws Exception {
        var zones = zones(SYSTEM_0, Map.of());

        assertThat(zones).map(zone -> zone.service().orElseThrow())
                .containsExactly(
                        new S3ZoneConfig(new ZoneCode("GE-FRAN-AWS-1"), Optional.empty(), "eu-central-1",
                                "YOUR_AWS_ACCESS_KEY", Secret.of("YOUR_AWS_SECRET_KEY"), false, true, true),
                        new S3ZoneConfig(new ZoneCode("NE-AMST-WASA-1"),
                                Optional.of(URI.create("https://s3.eu-central-1.wasabisys.com")), "eu-central-1",
                                "YOUR_WASABI_ACCESS_KEY", Secret.of("YOUR_WASABI_SECRET_KEY"), true, true, true));
        assertThat(zones).map(ZoneConfig::isPrimary).containsExactly(true, false);
    }

    @Test
    void theMapOfSystem1InTheOrderOfItsLines() throws Exception {
        var zones = zones(SYSTEM_1, Map.of());

        assertThat(zones).map(zone -> zone.zone().value()).containsExactly("FI-HEL-UC-1", "FI-HEL-ST-1");
        assertThat(zones).map(zone -> zone.name().orElseThrow()).containsExactly("upcloud", "spacetime");
        assertThat(zones).map(ZoneConfig::isEnabled).containsExactly(false, true);
        assertThat(zones.getLast().service().orElseThrow())
                .isEqualTo(new S3ZoneConfig(new ZoneCode("FI-HEL-ST-1"),
                        Optional.of(URI.create("https://hel1.your-objectstorage.com")), "FI-HEL", "your-access-key",
                        Secret.of("your-secret-key"), true, true, true));
    }

    @Test
    void theBackendsOfSystem2() throws Exception {
        var services = zones(SYSTEM_2, Map.of()).stream().map(zone -> zone.service().orElseThrow()).toList();

        assertThat(services).map(service -> service.zone().value())
                .containsExactly("aws-s3-primary", "local-minio", "backend-2");
        assertThat(services).map(S3ZoneConfig::endpoint)
                .containsExactly(Optional.empty(), Optional.of(URI.create("https://minio.local:9000")),
                        Optional.of(URI.create("https://cold.example.com")));
        assertThat(services).map(S3ZoneConfig::pathStyle).containsExactly(false, true, false);
        assertThat(services).map(S3ZoneConfig::region).containsOnly("us-east-1");
        assertThat(services).map(S3ZoneConfig::verifyCertificate).containsExactly(true, false, true);
        assertThat(services).map(S3ZoneConfig::verifyDigest).containsExactly(true, false, true);
    }

    @Test
    void theVariablesOfSystem2Override() throws Exception {
        var zones = zones(SYSTEM_2, Map.of("VGW_S3_MULTI_BACKEND_0_ACCESS", "primary_key",
                "VGW_S3_MULTI_BACKEND_0_SECRET", "primary_secret", "VGW_S3_MULTI_BACKEND_0_ENDPOINT",
                "https://s3.amazonaws.com", "VGW_S3_MULTI_BACKEND_1_ACCESS", "fallback_key",
                "VGW_S3_MULTI_BACKEND_1_USE_PATH_STYLE", "false", "VGW_S3_MULTI_BACKEND_2_REGION", "eu-north-1"));

        var services = zones.stream().map(zone -> zone.service().orElseThrow()).toList();
        assertThat(services).map(S3ZoneConfig::accessKey).containsExactly("primary_key", "fallback_key", "K");
        assertThat(services.getFirst().secretKey()).isEqualTo(Secret.of("primary_secret"));
        assertThat(services.getFirst().endpoint()).contains(URI.create("https://s3.amazonaws.com"));
        assertThat(services).map(S3ZoneConfig::pathStyle).containsExactly(true, false, false);
        assertThat(services).map(S3ZoneConfig::region).containsExactly("us-east-1", "us-east-1", "eu-north-1");
    }

    @Test
    void aVariableThatReachesNothingIsNamed() {
        assertThat(problem(SYSTEM_2, Map.of("VGW_S3_MULTI_BACKEND_3_ACCESS", "k"))).hasMessageContaining(
                "the variable VGW_S3_MULTI_BACKEND_3_ACCESS is for a backend that is not there: the file has 3");
        assertThat(problem(SYSTEM_2, Map.of("VGW_S3_MULTI_BACKEND_0_ACESS", "k")))
                .hasMessageContaining("the variable VGW_S3_MULTI_BACKEND_0_ACESS sets no field of a backend");
    }

    @Test
    void secretsMayLieElsewhere() throws Exception {
        var secret = Files.writeString(directory.resolve("secret"), "from-the-file\n");

        var zones = zones(SYSTEM_0.replace("YOUR_AWS_ACCESS_KEY", "${AWS_KEY}")
                .replace("YOUR_AWS_SECRET_KEY", "file:" + secret), Map.of("AWS_KEY", "from-the-variable"));

        assertThat(zones.getFirst().accessKey()).contains(Secret.of("from-the-variable"));
        assertThat(zones.getFirst().secretKey()).contains(Secret.of("from-the-file"));
    }

    @Test
    void aMapOfSomethingElseIsNamed() {
        assertThat(problem("{ \"spacetime\": 1 }", Map.of())).hasMessageContaining("a backend must be a block { … }");
        assertThat(problem("{ }", Map.of())).hasMessageContaining("no backends");
        assertThat(problem(SYSTEM_1.replace("\"endpoint\"", "\"endpiont\""), Map.of()))
                .hasMessageContaining("unknown key 'endpiont'; did you mean 'endpoint'?");
    }

    @Test
    void aVariableThatNamesNoBackendIsNotSwallowed() {
        assertThat(problem(SYSTEM_2, Map.of("VGW_S3_MULTI_BACKEND_ONE_ACCESS", "k"))).hasMessageContaining(
                "the variable VGW_S3_MULTI_BACKEND_ONE_ACCESS is not of the form VGW_S3_MULTI_BACKEND_<number>_<FIELD>");
        assertThat(catchThrowableOfType(ConfigProblem.class, () -> Settings.load(
                new Choice(Optional.empty(), List.of()), Map.of("VGW_S3_MULTI_BACKEND_0_ACCESS", "k"))))
                .hasMessageContaining("but there is no file of backends");
    }

    @Test
    void eachFormMayStandInTheConfigurationFileAsWell() throws Exception {
        assertThat(inConfiguration("backends = " + SYSTEM_0.strip()
                .replaceFirst("^\\{\\s*\"backends\":", "")
                .replaceFirst("}$", "")))
                .map(zone -> zone.zone().value())
                .containsExactly("GE-FRAN-AWS-1", "NE-AMST-WASA-1");
        assertThat(inConfiguration("zones " + SYSTEM_1)).map(zone -> zone.zone().value())
                .containsExactly("FI-HEL-UC-1", "FI-HEL-ST-1");
        assertThat(inConfiguration(SYSTEM_2)).map(zone -> zone.zone().value())
                .containsExactly("aws-s3-primary", "local-minio", "backend-2");
        assertThat(inConfiguration("zones = [{ zone_code = a, use_path_style = true, accessKey = k, secret = s }]"))
                .map(zone -> zone.service().orElseThrow().pathStyle())
                .containsExactly(true);
    }

    private List<ZoneConfig> inConfiguration(String text) throws IOException {
        var file = Files.writeString(directory.resolve("gateway.conf"), text);
        return Settings.load(new Choice(Optional.of(file), List.of()), Map.of()).config().zones();
    }

    @Test
    void namesAtAZoneMayBeGivenInEveryForm() throws Exception {
        var zones = zones(SYSTEM_2.replace("\"metaBucket\": \"meta\"",
                "\"bucketTemplate\": \"acme-{bucket}\", \"buckets\": { \"photos\": \"old\" }, \"read_only\": false"),
                Map.of());

        assertThat(zones.getFirst().naming().nameOf(new BucketName("photos"), zones.getFirst().zone()))
                .isEqualTo("old");
        assertThat(zones.getFirst().naming().nameOf(new BucketName("other"), zones.getFirst().zone()))
                .isEqualTo("acme-other");
    }

    @Test
    void theS3ProxyOfSystem1IsALastZoneThatIsOnlyRead() throws Exception {
        var zones = zones(SYSTEM_1, Map.of("S3PROXY_URL", "http://s3proxy:8080"));

        assertThat(zones).map(zone -> zone.zone().value()).endsWith("s3proxy").hasSize(3);
        assertThat(zones.getLast().takesWrites()).isFalse();
        assertThat(zones.getLast().service().orElseThrow())
                .isEqualTo(new S3ZoneConfig(new ZoneCode("s3proxy"), Optional.of(URI.create("http://s3proxy:8080")),
                        "us-east-1", "local-identity", Secret.of("local-credential"), true, true, true));
        assertThat(zones(SYSTEM_1, Map.of("S3PROXY_URL", "http://s3proxy:8080", "S3PROXY_IDENTITY", "me",
                "S3PROXY_CREDENTIAL", "mine")).getLast().accessKey()).contains(Secret.of("me"));
        assertThat(problem(SYSTEM_1, Map.of("S3PROXY_URL", "s3proxy:8080"))).hasMessageContaining(
                "the variable S3PROXY_URL: the zone s3proxy: the endpoint of zone s3proxy must look like http://");
    }

    private ConfigProblem problem(String json, Map<String, String> environment) {
        return catchThrowableOfType(ConfigProblem.class, () -> zones(json, environment));
    }

    private List<ZoneConfig> zones(String json, Map<String, String> environment) throws IOException {
        var file = Files.writeString(directory.resolve("s3_backends.json"), json);
        var all = new HashMap<>(environment);
        all.put("S3_BACKENDS_CONFIG", file.toString());
        return Settings.load(new Choice(Optional.empty(), List.of()), all).config().zones();
    }
}
