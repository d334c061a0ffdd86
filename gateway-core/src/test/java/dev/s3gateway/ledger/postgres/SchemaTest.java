package dev.s3gateway.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.s3gateway.ledger.LedgerUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class SchemaTest {

    private final LedgerConfig config = TestDatabase.empty("schema_test");
    private final List<Database> opened = new ArrayList<>();
    private final Database database = open(config);

    @AfterEach
    void close() {
        opened.forEach(open -> open.close().block());
    }

    @Test
    void processesThatStartAtOnceMigrateAnEmptyDatabaseOnce() {
        List<Mono<Void>> starts = IntStream.range(0, 4).mapToObj(_ -> new Schema(open(config)).migrate()).toList();

        Flux.merge(starts).then().block();

        assertThat(applied()).containsExactly("1 001-ledger.sql", "2 002-ended-versions.sql", "3 003-uploads.sql",
                "4 004-capabilities.sql", "5 005-foreign.sql", "6 006-walk.sql", "7 007-revisions.sql",
                "8 008-installation.sql", "9 009-vacuum.sql", "10 010-lost-commits.sql", "11 011-fences.sql",
                "12 012-short-intents.sql", "13 013-vacuum-after-inserts.sql");
        assertThat(texts("SELECT name::text FROM (VALUES ('heads'), ('versions'), ('objects')) AS t (name)"
                + " WHERE to_regclass(name) IS NULL")).isEmpty();
    }

    @Test
    void aSecondStartChangesNothing() {
        migrate();
        List<String> rows = texts("SELECT version || ' ' || xmin || ' ' || applied_at FROM schema_version ORDER BY 1");

        migrate();

        assertThat(texts("SELECT version || ' ' || xmin || ' ' || applied_at FROM schema_version ORDER BY 1"))
                .isEqualTo(rows);
    }

    @Test
    void aMigrationThatWasChangedAfterwardsIsRefused() {
        migrate();
        run("UPDATE schema_version SET checksum = 'another' WHERE version = 1");

        assertThatThrownBy(this::migrate).isInstanceOf(LedgerUnavailable.class)
                .hasMessage("the migration 001-ledger.sql is not the one that was applied to this database;"
                        + " it was changed afterwards, or the database belongs to another build of s3gateway");
    }

    @Test
    void aDatabaseOfANewerVersionIsRefused() {
        migrate();
        run("INSERT INTO schema_version (version, name, checksum) VALUES (99, 'of the future', '')");

        assertThatThrownBy(this::migrate).isInstanceOf(LedgerUnavailable.class)
                .hasMessage("the database was written by a newer version of s3gateway (99);"
                        + " this one knows its tables up to 13");
    }

    @Test
    void aDatabaseThatDoesNotExistIsNamed() {
        Database nowhere = open(TestDatabase.empty("schema_nowhere"));
        run("DROP DATABASE schema_nowhere");

        assertThatThrownBy(() -> new Schema(nowhere).migrate().block()).isInstanceOf(LedgerUnavailable.class)
                .hasMessageContaining("database \"schema_nowhere\" does not exist");
    }

    @Test
    void aMigrationIsGivenTheTimeThatItNeeds() {
        Database hurried = open(config.withTimeouts(Duration.ofSeconds(5), Duration.ofMillis(1), Duration.ofMillis(1)));

        new Schema(hurried).migrate().block();

        assertThat(applied()).hasSize(13);
    }

    @Test
    void aDatabaseIsLookedAtWithoutBeingTouched() {
        assertThat(standing()).isEqualTo("empty; the first start makes the tables");
        assertThat(standing()).isEqualTo("empty; the first start makes the tables");

        migrate();
        assertThat(standing()).isEqualTo("its tables are up to date");

        run("DELETE FROM schema_version WHERE version > 1");
        assertThat(standing()).startsWith("the next start brings its tables up to date, from 1 to ");
    }

    @Test
    void aDatabaseThatNoGatewayCanUseIsToldFromOneThatWaitsForItsFirst() {
        migrate();
        run("INSERT INTO schema_version (version, name, checksum) VALUES (99, 'of the future', '')");

        assertThatThrownBy(this::standing).isInstanceOf(LedgerUnavailable.class)
                .hasMessageContaining("written by a newer version of s3gateway (99)");
    }

    private String standing() {
        return Objects.requireNonNull(new Schema(database).standing().block());
    }

    private Database open(LedgerConfig where) {
        Database open = new Database(where);
        opened.add(open);
        return open;
    }

    private void migrate() {
        new Schema(database).migrate().block();
    }

    private List<String> applied() {
        return texts("SELECT version || ' ' || name FROM schema_version WHERE version > 0 ORDER BY version");
    }

    private List<String> texts(String sql) {
        return Objects.requireNonNull(database
                .alone(session -> session.rows(sql, row -> Objects.requireNonNull(row.get(0, String.class))))
                .block());
    }

    @CanIgnoreReturnValue
    private long run(String sql) {
        return Objects.requireNonNull(database.alone(session -> session.run(sql)).block());
    }
}
