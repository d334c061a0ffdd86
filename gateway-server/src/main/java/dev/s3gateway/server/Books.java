package dev.s3gateway.server;

import dev.s3gateway.embedded.EmbeddedPostgres;
import dev.s3gateway.ledger.Ledger;
import dev.s3gateway.ledger.postgres.LedgerConfig;
import dev.s3gateway.ledger.postgres.PostgresLedger;
import dev.s3gateway.lifecycle.Background;
import dev.s3gateway.lifecycle.Component;
import dev.s3gateway.lifecycle.CrashPoints;
import dev.s3gateway.server.http.EventLoops;
import dev.s3gateway.server.settings.DatabaseConfig;
import dev.s3gateway.server.settings.GatewayConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a gateway keeps its ledger.
 *
 * @param secret the same in all gateways of this ledger
 * @param components what starts and stops for it, in this order
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Books(Ledger ledger, byte[] secret, List<Component> components) {

    interface Opening {
        Books open(GatewayConfig config, Path data, String process, EventLoops loops, Background background,
                CrashPoints crash);
    }

    /** In the configured database, or else in the bundled one. */
    static Books inPostgres(GatewayConfig config, Path data, String process, EventLoops loops,
            Background background, CrashPoints crash) {
        DatabaseConfig settings = config.database();
        Optional<EmbeddedPostgres> bundled = settings.url().isPresent()
                ? Optional.empty()
                : Optional.of(
                        new EmbeddedPostgres(data.resolve("postgres"), data.resolve("runtime"), settings.embedded()));
        LedgerConfig address = settings
                .address(settings.url().or(() -> bundled.map(EmbeddedPostgres::url)).orElseThrow());
        PostgresLedger ledger = new PostgresLedger(address, loops.resources(), config.ledger(), process, background,
                crash);
        List<Component> components = new ArrayList<>(bundled.stream().toList());
        components.add(ledger);
        return new Books(ledger, TokenKey.from(address.password()), components);
    }
}
