package dev.s3gateway.server.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.s3gateway.config.ConfigLoader.Flag;
import dev.s3gateway.config.ConfigProblem;
import dev.s3gateway.placement.Ack;
import dev.s3gateway.server.cli.Program.Choice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    @Test
    void aVariableThatSetsNothingIsRefusedAsAnUnknownKeyIs() {
        var problem = catchThrowableOfType(ConfigProblem.class,
                () -> Settings.load(new Choice(Optional.empty(), List.of()), Map.of("S3GATEWAY_ATH_MODE", "open")));

        assertThat(problem.findings())
                .containsExactly("the variable S3GATEWAY_ATH_MODE: unknown; did you mean S3GATEWAY_AUTH_MODE?");
    }

    @Test
    void whatUploadsInPartsMayCostStandsInOneBlock() throws IOException {
        Path file = Files.writeString(directory.resolve("gateway.conf"), "uploads { stale = 1 day }");

        var problem = catchThrowableOfType(ConfigProblem.class,
                () -> Settings.load(new Choice(Optional.of(file), List.of()), Map.of()));

        assertThat(problem.findings()).singleElement()
                .asString()
                .startsWith(file + ":1: unknown key 'uploads'; known here: ")
                .contains(" multipart,");
    }

    private static final String LIST = """
            {
              "backends": [
                { "name": "first", "provider": "local", "zone_code": "FI-HEL-1", "region": "fi", "path": "a",
                  "enabled": true, "is_primary": true, "access_key": "k", "secret_key": "${HIDDEN}" },
                { "name": "second", "zoneCode": "FI-HEL-2", "endpoint_url": "file:///srv/b", "isPrimary": false,
                  "usePathStyle": true, "ssl_skip_verify": false, "metaBucket": "m", "endpoint": null }
              ],
              "replication": { "enabled": true, "required_replicas": 2, "async_upload": true, "verifyUploads": false }
            }
            """;

    @TempDir
    Path directory;

    @Test
    void withoutAnythingThereAreThreeLocalZonesOnLoopback() {
        var settings = Settings.load(new Choice(Optional.empty(), List.of()), Map.of());

        assertThat(settings.config().port()).isEqualTo(8000);
        assertThat(settings.config().isOnLoopback()).isTrue();
        assertThat(settings.config().zones()).map(zone -> zone.zone().value())
                .containsExactly("zone-1", "zone-2", "zone-3");
    }

    @Test
    void theShippedFileSaysNothingButTheDefaults() {
        var shipped = Path.of("../conf/gateway.conf").toAbsolutePath().normalize();

        assertThat(load(shipped).config()).isEqualTo(Settings.load(new Choice(Optional.empty(), List.of()), Map.of())
                .config());
    }

    @Test
    void aBackendsFileReplacesZonesAndReplication() throws Exception {
        var file = written("s3_backends.json", LIST);

        var settings = Settings.load(new Choice(Optional.empty(), List.of()),
                Map.of("S3_BACKENDS_CONFIG", file.toString(), "HIDDEN", "s3cret"));

        var zones = settings.config().zones();
        assertThat(zones).map(zone -> zone.zone().value()).containsExactly("FI-HEL-1", "FI-HEL-2");
        assertThat(zones.getFirst().isPrimary()).isTrue();
        assertThat(zones.getFirst().secretKey().orElseThrow().reveal()).isEqualTo("s3cret");
        assertThat(zones.getLast().directory()).contains(Path.of("/srv/b"));
        assertThat(settings.config().replication().requiredReplicas()).contains(2);
        assertThat(settings.config().replication().effectiveAck()).isEqualTo(Ack.PRIMARY);
        assertThat(settings.config().replication().verifyUploads()).isFalse();
        assertThat(settings.config().replication().minReplicas()).isEqualTo(1);
    }

    @Test
    void aFlagWinsOverAVariableAndAVariableOverTheFile() throws Exception {
        var file = written("gateway.conf", "port = 1001\nregion = from-file\ndomain = from-file\n");

        var config = Settings.load(new Choice(Optional.of(file), List.of(new Flag("--port", "port", "1003"))),
                Map.of("S3GATEWAY_PORT", "1002", "S3GATEWAY_REGION", "from-variable")).config();

        assertThat(config.port()).isEqualTo(1003);
        assertThat(config.region()).isEqualTo("from-variable");
        assertThat(config.domain()).contains("from-file");
    }

    @Test
    void kubernetesMayNameAServiceLikeUs() {
        var settings = Settings.load(new Choice(Optional.empty(), List.of()),
                Map.of("S3GATEWAY_PORT", "tcp://10.0.0.1:8000"));

        assertThat(settings.config().port()).isEqualTo(8000);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            an unknown key        | prot = 1                                     | gateway.conf:1: unknown key 'prot'; did you mean 'port'?
            a port out of range   | port = 70000                                 | gateway.conf:1: port must be between 0 and 65535, but is 70000
            a service without keys| zones = [{code=a1, endpoint="http://x"}]     | gateway.conf:1: 'zones[0]': a zone needs a path (a directory), or an access key and a secret key (an S3 service: the one at its endpoint, else AWS)
            a strange endpoint    | zones = [{code=a1, endpoint="x:9000", access-key=k, secret-key=s}] | gateway.conf:1: the zone a1: the endpoint of zone a1 must look like http://host[:port] or https://host[:port], without user, password or query
            two of a name         | zones = [{code=a1,path=a},{code=a1,path=b}]  | gateway.conf:1: two zones have the code a1; give each its own
            no zone               | zones = []                                   | gateway.conf:1: no zone is enabled; enable at least one
            too many replicas     | replication.required-replicas = 4            | gateway.conf:1: replication.required-replicas is 4, but only 3 zones are enabled and may be written to; lower it or enable more zones
            a strange preference  | replication.preferred-zones = [zone-9]       | gateway.conf:1: replication.preferred-zones names zone-9, but no zone has this code
            two primaries         | zones = [{code=a1,path=a,primary=true},{code=a2,path=b,primary=true}] | gateway.conf:1: more than one zone is the primary; leave one
            two spellings         | zones = [{code=a1,path=a,is_primary=true,primary=true}] | gateway.conf:1: 'is_primary' is said twice in one block, in two spellings; keep one
            two words for zones   | zones = [{code=a1,path=a}], backends = []    | gateway.conf:1: 'backends' is another word for 'zones', and both are here; keep one
            backends of no form   | zones = 3                                    | gateway.conf:1: the backends must be a list [ { … }, … ] or one block for each
            a nameless zone       | zones = [{path=a}]                           | gateway.conf:1: 'zones[0]': a zone needs a 'code' (in JSON zone_code) such as FI-HEL-UC-1
            all read-only         | zones = [{code=a1,path=a,read-only=true}]    | gateway.conf:1: every zone that is enabled is read-only; let at least one be written to
            a read-only primary   | zones = [{code=a1,path=a,read-only=true,primary=true}] | gateway.conf:1: 'zones[0]': read-only and primary exclude each other: the primary zone is the first to be written to
            a strange template    | zones = [{code=a1,path=a,bucket-template="{buket}"}] | gateway.conf:1: 'zones[0]': bucket-template has the placeholder {buket}, but there are only {bucket}, {zone} and {hash}
            a reserved name       | zones = [{code=a1,path=a,buckets{health=vitals}}] | gateway.conf:1: 'zones[0]': buckets maps 'health', but clients cannot call a bucket so; write first what clients shall say, then the name in the zone
            gateways of gateways  | serves-gateways = true, zones = [{code=a1,access-key=k,secret-key=s}] | gateway.conf:1: serves-gateways is for zones that are directories: in a service our own stamps lie where those of our clients would
            too short a memory    | operations-log.retention = 3 h               | gateway.conf:1: 'operations-log': retention must be at least 1 day, since whole days are dropped
            a wrong acknowledging | replication.ack = soon                       | gateway.conf:1: 'replication.ack': 'soon' is none of: settled, quorum, primary
            a bad zone code       | zones = [{code="a b",path=a}]                | gateway.conf:1: 'zones[0]': not a zone code: a b (letters, digits, '.', '_' and '-', at most 63, starting with a letter or digit)
            """)
    void aMistakeIsNamedWithFileLineAndRemedy(String about, String text, String words) throws Exception {
        var file = written("gateway.conf", text);

        var problem = catchThrowableOfType(ConfigProblem.class, () -> load(file));

        assertThat(problem.findings()).as(about).map(this::withoutDirectory).contains(words);
    }

    @Test
    void aMistakeInABackendsFileIsNamedWithItsLine() throws Exception {
        var file = written("s3_backends.json", LIST.replace("zoneCode", "zoneCdoe"));

        var problem = catchThrowableOfType(ConfigProblem.class, () -> Settings.load(
                new Choice(Optional.empty(), List.of()), Map.of("S3_BACKENDS_CONFIG", file.toString())));

        assertThat(problem.findings()).map(this::withoutDirectory)
                .contains("s3_backends.json:5: unknown key 'zoneCdoe'; did you mean 'zone_code'?");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        var problem = catchThrowableOfType(ConfigProblem.class, () -> load(directory.resolve("no.conf")));

        assertThat(problem).hasMessageContaining("no.conf: there is no such file");
    }

    @Test
    void theWellKnownSecretIsNotServedToANetwork() throws Exception {
        var file = written("gateway.conf", """
                host = 0.0.0.0
                auth.root-keys = [ { id = local-identity, secret = local-credential } ]
                """);

        var problem = catchThrowableOfType(ConfigProblem.class, () -> load(file));

        assertThat(problem).hasMessageContaining("well-known");
    }

    private static Settings load(Path file) {
        return Settings.load(new Choice(Optional.of(file), List.of()), Map.of());
    }

    private Path written(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private String withoutDirectory(String finding) {
        return finding.replace(directory + "/", "");
    }
}
