package dev.s3gateway.server;

import dev.s3gateway.server.settings.Settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.s3gateway.access.AuthMode;
import dev.s3gateway.config.ConfigProblem;
import dev.s3gateway.config.Secret;
import dev.s3gateway.server.cli.CommandLineInterface;
import dev.s3gateway.server.cli.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the flags of each command come to. */
class CommandsTest {

    private static final String BACKENDS = """
            {
              "backends": [
                { "name": "first", "access": "a", "secret": "b", "endpoint": "http://127.0.0.1:1" },
                { "name": "second", "access": "a", "secret": "b", "endpoint": "http://127.0.0.1:2" }
              ]
            }
            """;

    @TempDir
    Path directory;

    @Test
    void s3MultiWritesToTheFirstBackendAlone() throws Exception {
        var config = started("s3-multi", "--config", backends(BACKENDS), "--access", "ROOT_ACCESS_KEY", "--secret",
                "ROOT_SECRET_KEY", "--port", ":7071", "--debug").config();

        assertThat(config.zones()).map(zone -> zone.zone().value()).containsExactly("first", "second");
        assertThat(config.replication().enabled()).isFalse();
        assertThat(config.host()).isEqualTo("0.0.0.0");
        assertThat(config.port()).isEqualTo(7071);
        assertThat(config.debug()).isTrue();
        assertThat(config.auth().rootKeys()).map(key -> key.id()).containsExactly("ROOT_ACCESS_KEY");
        assertThat(config.auth().rootKeys().getFirst().secret()).isEqualTo(Secret.of("ROOT_SECRET_KEY"));
        assertThat(config.auth().modeFor(true)).as("a key is there, so it is asked for").isEqualTo(AuthMode.REQUIRED);
    }

    @Test
    void s3MultiMirrorsWhereTheFlagOrTheFileSaysSo() throws Exception {
        var block = BACKENDS.replaceFirst("\\]", "], \"replication\": { \"enabled\": true, \"required_replicas\": 2 }");

        assertThat(started("s3-multi", "--config", backends(BACKENDS), "--mirror").config().replication().enabled())
                .isTrue();
        assertThat(started("s3-multi", "--config", backends(block)).config().replication().requiredReplicas())
                .contains(2);
        assertThat(started("s3-multi", "--config", backends(block)).config().replication().enabled()).isTrue();
    }

    @Test
    void s3MultiListensOnLoopbackUnlessItIsTold() throws Exception {
        var config = started("s3-multi", "--config", backends(BACKENDS)).config();

        assertThat(config.isOnLoopback()).isTrue();
        assertThat(config.port()).isEqualTo(7070);
    }

    @Test
    void s3MultiWithoutBackendsSaysHowToNameThem() {
        assertThat(problem("s3-multi")).hasMessage(
                "s3-multi needs a file that lists its backends; name it with --config FILE");
        assertThat(problem("s3-multi", "--config", "/no/such.json"))
                .hasMessageContaining("/no/such.json: there is no such file");
    }

    @Test
    void halfAKeyPairIsNamed() throws Exception {
        assertThat(problem("s3-multi", "--config", backends(BACKENDS), "--access", "ROOT"))
                .hasMessageContaining("the key 'auth.root-key.secret' is missing");
    }

    @Test
    void aStorageNodeHasOneZoneBelowItsRoot() {
        var settings = started("storage", "--root", directory.toString(), "--port", "7882");

        assertThat(settings.data()).isEqualTo(directory);
        assertThat(settings.config().port()).isEqualTo(7882);
        assertThat(settings.config().zones()).map(zone -> zone.zone().value()).containsExactly("storage");
        assertThat(settings.config().zones().getFirst().place(settings.data())).endsWith("/objects");
    }

    @Test
    void aStorageNodeListensToTheVariablesOfSystem3AndToNobodysBackends() {
        var settings = started(Map.of("STORAGE_ROOT", directory.toString(), "S3_BACKENDS_CONFIG", "/no/such.json",
                "S3PROXY_URL", "http://127.0.0.1:1"), "storage");

        assertThat(settings.data()).isEqualTo(directory);
        assertThat(settings.config().port()).isEqualTo(7881);
        assertThat(settings.config().zones()).hasSize(1);
    }

    @Test
    void theDatabaseFileOfSystem4StandsForTheDirectoryThatItLiesIn() {
        var lying = started(Map.of("DB_PATH", directory.resolve("identity.db").toString()));
        var named = started(Map.of("DB_PATH", directory.toString()));
        var overruled = started(Map.of("DB_PATH", "/elsewhere/identity.db"), "--data", directory.toString());

        assertThat(List.of(lying, named, overruled)).extracting(Settings::data).containsOnly(directory);
    }

    @Test
    void aKeyPairMayComeFromVariables() {
        var settings = started(Map.of("S3GATEWAY_AUTH_ROOT_KEY_ID", "node", "S3GATEWAY_AUTH_ROOT_KEY_SECRET", "hidden"),
                "storage", "--root", directory.toString());

        assertThat(settings.config().auth().rootKeys()).map(key -> key.secret().reveal()).containsExactly("hidden");
    }

    @Test
    void ledgerResumeTakesTheDatabaseOfTheConfiguration() { // F26, F30
        assertThat(started(Map.of("DATABASE_URL", "postgres://u:p@db/gateway"), "ledger", "resume", "--yes", "--data",
                directory.toString()).config().database().url()).contains(Secret.of("postgres://u:p@db/gateway"));
    }

    private Settings started(String... arguments) {
        return started(Map.of(), arguments);
    }

    private ConfigProblem problem(String... arguments) {
        return catchThrowableOfType(ConfigProblem.class, () -> started(arguments));
    }

    private static Settings started(Map<String, String> environment, String... arguments) {
        var choices = new ArrayList<Program.Choice>();
        assertThat(CommandLineInterface.run(new Remembering(choices), arguments)).isZero();
        return Settings.load(choices.getFirst(), environment);
    }

    private String backends(String json) throws IOException {
        return Files.writeString(directory.resolve("s3-multi-config.json"), json).toString();
    }

    /** Starts nothing. */
    private record Remembering(List<Choice> choices) implements Program {

        @Override
        public int serve(Choice choice) {
            choices.add(choice);
            return FINE;
        }

        @Override
        public int check(Choice choice, boolean offline, boolean json) {
            return UNUSABLE;
        }

        @Override
        public int resumeLedger(Choice choice) {
            choices.add(choice);
            return FINE;
        }

        @Override
        public int rehearse() {
            return UNUSABLE;
        }
    }
}
