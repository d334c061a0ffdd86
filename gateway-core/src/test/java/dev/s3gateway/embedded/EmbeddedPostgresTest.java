package dev.s3gateway.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.s3gateway.config.Secret;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class EmbeddedPostgresTest {

    @TempDir
    Path home;

    private Optional<EmbeddedPostgres> database = Optional.empty();

    @AfterEach
    void stop() {
        database.ifPresent(started -> started.stop().block());
    }

    @Test
    void whatWasWrittenIsThereAfterARestart() {
        var first = started();
        query(first.url(), "create table notes(note text)").blockLast();
        query(first.url(), "insert into notes values ('kept')").blockLast();
        first.stop().block();

        var second = started();

        assertThat(query(second.url(), "select note from notes").collectList().block()).containsExactly("kept");
        assertThat(query(second.url(), "show fsync").blockLast()).isEqualTo("on");
    }

    @Test
    void aWrongPasswordIsRefused() {
        var url = started().url().reveal().replaceFirst(":[0-9a-f]+@", ":wrong@");

        assertThatThrownBy(() -> query(Secret.of(url), "select 1").blockLast())
                .hasMessageContaining("password authentication failed");
    }

    @Test
    void anOperatorFindsTheAddressInAFileAndNobodyElseReadsIt() throws Exception {
        var url = started().url();

        assertThat(Files.readString(home.resolve("url"))).isEqualTo(url.reveal() + "\n");
        for (String secret : List.of("url", "password")) {
            var permissions = Files.getPosixFilePermissions(home.resolve(secret));
            assertThat(PosixFilePermissions.toString(permissions)).isEqualTo("rw-------");
        }
    }

    @Test
    void aServerLeftOverByADeadGatewayIsReplaced() throws Exception {
        var orphan = started();
        query(orphan.url(), "create table notes(note text)").blockLast();

        var second = started();

        assertThat(query(second.url(), "select count(*)::text from notes").blockLast()).isEqualTo("0");
        orphan.stop().block();
    }

    @Test
    void aClusterOfAnotherMajorVersionIsRefusedInWords() throws Exception {
        started().stop().block();
        Files.writeString(home.resolve("cluster/PG_VERSION"), "9\n");

        assertThatThrownBy(() -> started()).isInstanceOf(DatabaseProblem.class)
                .hasMessageContaining("was written by PostgreSQL 9")
                .hasMessageContaining("database.embedded.bin-dir");
    }

    @Test
    void aHalfMadeClusterIsMadeAnew() throws Exception {
        Files.createDirectories(home.resolve("cluster.new/base"));
        Files.writeString(home.resolve("cluster.new/PG_VERSION"), "18\n");

        assertThat(query(started().url(), "select current_database()").blockLast()).isEqualTo("s3gateway");
    }

    @Test
    void aDirectoryWithoutProgramsIsNamed() {
        var config = new EmbeddedConfig(Optional.of(home), 0, Duration.ofSeconds(5), Duration.ofSeconds(5));
        var postgres = new EmbeddedPostgres(home, TestPostgres.CACHE, config);

        assertThatThrownBy(() -> postgres.start().block()).isInstanceOf(DatabaseProblem.class)
                .hasMessageContaining("database.embedded.bin-dir")
                .hasMessageContaining(home.toString());
    }

    private EmbeddedPostgres started() {
        var postgres = new EmbeddedPostgres(home, TestPostgres.CACHE, TestPostgres.PATIENT);
        postgres.start().block();
        database = Optional.of(postgres);
        return postgres;
    }

    private static Flux<String> query(Secret url, String sql) {
        String r2dbc = url.reveal().replaceFirst("^postgresql:", "r2dbc:postgresql:");
        return Flux.usingWhen(Mono.from(ConnectionFactories.get(r2dbc).create()),
                connection -> Flux.from(connection.createStatement(sql).execute())
                        .concatMap(result -> result.map((row, _) -> String.valueOf(row.get(0)))),
                Connection::close);
    }
}
