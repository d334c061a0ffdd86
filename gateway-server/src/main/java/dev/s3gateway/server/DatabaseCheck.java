package dev.s3gateway.server;

import dev.s3gateway.server.settings.Settings;
import dev.s3gateway.ledger.LedgerUnavailable;
import dev.s3gateway.ledger.postgres.LedgerConfig;
import dev.s3gateway.ledger.postgres.PostgresLedger;
import dev.s3gateway.server.Check.Row;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Mono;

/** The ledger's database in the table of {@code s3gateway check}. The bundled one is looked at, never started. */
final class DatabaseCheck {

    static final String ROW = "database";

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final String REMEDY = "; correct database.url (DATABASE_URL), or see to it that the database answers";

    private DatabaseCheck() {}

    /** What the configuration says of it; a URL that cannot be read refuses the start and so the check. */
    static Row offline(Settings settings) {
        return Row.fine(ROW, address(settings).map(LedgerConfig::words).orElseGet(() -> bundled(settings.data())));
    }

    /** Whether a gateway could start on it. Waits for the answer. */
    static Row online(Settings settings) {
        return address(settings).map(DatabaseCheck::asked).orElseGet(() -> offline(settings));
    }

    private static Row asked(LedgerConfig database) {
        return PostgresLedger.standing(database.withPool(4))
                .timeout(PATIENCE)
                .map(standing -> Row.fine(ROW, database.words() + ": " + standing))
                .onErrorResume(LedgerUnavailable.class,
                        refused -> problem(database, String.valueOf(refused.getMessage())))
                .onErrorResume(TimeoutException.class, _ -> problem(database, "gave no answer in time"))
                .blockOptional()
                .orElseThrow();
    }

    private static Mono<Row> problem(LedgerConfig database, String why) {
        return Mono.just(Row.problem(ROW, database.words(), why + REMEDY));
    }

    private static Optional<LedgerConfig> address(Settings settings) {
        return settings.config().database().url().map(settings.config().database()::address);
    }

    private static String bundled(Path data) {
        Path directory = data.resolve("postgres");
        return "bundled, in " + directory + (Files.exists(directory) ? "" : "; the first start makes it");
    }
}
