package dev.s3gateway.server;

import dev.s3gateway.config.Secret;
import dev.s3gateway.embedded.EmbeddedPostgres;
import dev.s3gateway.ledger.postgres.PostgresLedger;
import dev.s3gateway.server.settings.DatabaseConfig;
import dev.s3gateway.server.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** {@code s3gateway ledger resume}: at the configured database, or the bundled one, which is started where nobody has it. */
record LedgerResumption(Settings settings) {

    /** The new incarnation. Waits for it. */
    long run() throws IOException {
        return (database().url().isPresent() ? at(database().url().get()) : bundled()).blockOptional().orElseThrow();
    }

    private Mono<Long> at(Secret url) {
        return PostgresLedger.resume(database().address(url), settings.config().ledger());
    }

    private Mono<Long> bundled() throws IOException {
        Optional<DataDirectory> data = DataDirectory.ifFree(settings.data());
        return data.isPresent()
                ? Mono.usingWhen(started(), server -> at(server.url()), EmbeddedPostgres::stop)
                        .doFinally(_ -> release(data.get()))
                : at(Secret.of(Files.readString(home().resolve("url")).strip()));
    }

    private Mono<EmbeddedPostgres> started() {
        var server = new EmbeddedPostgres(home(), settings.data().resolve("runtime"), database().embedded());
        return server.start().thenReturn(server);
    }

    private static void release(DataDirectory data) {
        try {
            data.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path home() {
        return settings.data().resolve("postgres");
    }

    private DatabaseConfig database() {
        return settings.config().database();
    }
}
