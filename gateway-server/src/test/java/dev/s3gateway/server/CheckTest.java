package dev.s3gateway.server;

import dev.s3gateway.server.settings.Settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.s3gateway.config.ConfigLoader.Flag;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.s3gateway.backend.s3.TestS3;
import dev.s3gateway.config.ConfigProblem;
import dev.s3gateway.embedded.TestPostgres;
import dev.s3gateway.server.cli.Program.Choice;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import org.junit.jupiter.api.io.TempDir;

class CheckTest {

    private static final String NOWHERE = "postgresql://ann:hunter2@127.0.0.1:1/ledger";

    @TempDir
    Path data;

    @Test
    void aDatabaseThatAnswersIsFineAndSaysHowItStands() {
        Check.Row row = database(TestPostgres.url().reveal());

        assertThat(row.fine()).as(row.finding()).isTrue();
        assertThat(row.detail()).contains("127.0.0.1:").contains(": empty; the first start makes the tables");
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsAFindingWithARemedyAndWithoutItsPassword() {
        Check.Row row = database(NOWHERE);

        assertThat(row.fine()).isFalse();
        assertThat(row.detail()).isEqualTo("ledger at 127.0.0.1:1 as ann");
        assertThat(row.finding()).contains("127.0.0.1").contains("correct database.url (DATABASE_URL)");
        assertThat(row.toString()).doesNotContain("hunter2");
    }

    @Test
    void aWrongPasswordIsAFinding() {
        Check.Row row = database(TestPostgres.url().reveal().replaceFirst(":[^:@/]+@", ":wrong@"));

        assertThat(row.fine()).isFalse();
        assertThat(row.finding()).contains("password authentication failed");
    }

    @Test
    void aListenerThatIsNoDatabaseIsAFinding() throws IOException {
        try (ServerSocket mute = new ServerSocket(0)) {
            Check.Row row = database(
                    "postgresql://ann:x@127.0.0.1:" + mute.getLocalPort() + "/ledger?connect_timeout=1");

            assertThat(row.fine()).isFalse();
        }
    }

    @Test
    void offlineNobodyIsAsked() {
        Check check = Check.offline(settings(NOWHERE));

        assertThat(check.fine()).isTrue();
        assertThat(check.rows()).extracting(Check.Row::what).containsOnlyOnce("database");
    }

    @Test
    void whatEachZoneCanDoStandsInOneTable() throws Exception {
        try (TestS3 service = TestS3.start(); S3AsyncClient stranger = service.stranger()) {
            Files.createDirectories(data.resolve("there"));
            Path file = Files.writeString(data.resolve("check.conf"),
                    """
                            zones = [ { code = PROXY, endpoint = "%s", region = us-east-1, access-key = "%s", secret-key = "%s" },
                              { code = NEW, path = "%s" } ]
                            """
                            .formatted(service.endpoint(), TestS3.ACCESS_KEY, TestS3.SECRET_KEY, data.resolve("new")));

            Check check = Check.online(Settings.load(new Choice(Optional.of(file), choice().flags()), Map.of()));

            assertThat(check.fine()).as(check.table()).isTrue();
            assertThat(check.table()).containsPattern("ok +zone PROXY +http.*; objects lie there under their own names")
                    .containsPattern("ok +zone NEW +file:.*; the first start makes it")
                    .containsPattern("ability +PROXY *\n")
                    .containsPattern("read-after-write +yes")
                    .containsPattern("versions +yes")
                    .containsPattern("object-lock +no")
                    .containsPattern("PROXY object-lock: .+");
            JsonNode zone = new ObjectMapper().readTree(check.json()).at("/zones/0");
            assertThat(zone.at("/zone_code").textValue()).isEqualTo("PROXY");
            assertThat(zone.at("/probed/abilities/versions/verdict").textValue()).isEqualTo("yes");
            assertThat(stranger.listBuckets().join().buckets()).isEmpty();
            assertThat(data.resolve("new")).doesNotExist();
        }
    }

    @Test
    void aZoneThatDoesNotAnswerIsAFinding() throws Exception {
        Path file = Files.writeString(data.resolve("check.conf"), """
                zones = [ { code = AWAY, endpoint = "http://127.0.0.1:1", access-key = k, secret-key = s } ]""");

        Check check = Check.online(Settings.load(new Choice(Optional.of(file), choice().flags()), Map.of()));

        assertThat(check.fine()).isFalse();
        assertThat(check.table()).containsPattern("PROBLEM +zone AWAY +http://127.0.0.1:1: .");
    }

    @Test
    void theBundledDatabaseIsNotStarted() {
        Check check = Check.online(Settings.load(choice(), Map.of()));

        assertThat(check.table()).contains("bundled, in " + data.resolve("postgres") + "; the first start makes it");
        assertThat(data.resolve("postgres")).doesNotExist();
    }

    @Test
    void aUrlThatIsNoneRefusesTheCheckItself() {
        Settings settings = settings("mysql://127.0.0.1/ledger");

        assertThatThrownBy(() -> Check.offline(settings)).isInstanceOf(ConfigProblem.class)
                .hasMessageContaining("database.url (DATABASE_URL)");
    }

    private Check.Row database(String url) {
        return Check.online(settings(url))
                .rows()
                .stream()
                .filter(row -> row.what().equals("database"))
                .findFirst()
                .orElseThrow();
    }

    private Settings settings(String url) {
        return Settings.load(choice(), Map.of("DATABASE_URL", url));
    }

    private Choice choice() {
        return new Choice(Optional.empty(), List.of(new Flag("--data", "data", data.toString())));
    }
}
