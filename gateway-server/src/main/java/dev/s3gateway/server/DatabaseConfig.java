package dev.s3gateway.server;

import dev.s3gateway.config.ConfigProblem;
import dev.s3gateway.config.Secret;
import dev.s3gateway.embedded.EmbeddedConfig;
import dev.s3gateway.ledger.postgres.LedgerConfig;
import java.util.Optional;

/** The ledger's database: that of the URL, or where there is none the bundled one. */
record DatabaseConfig(Optional<Secret> url, EmbeddedConfig embedded) {

    /** What a URL says; {@link ConfigProblem} where it is none. */
    static LedgerConfig address(Secret url) {
        try {
            return LedgerConfig.parse(url);
        } catch (IllegalArgumentException e) {
            throw new ConfigProblem("database.url (DATABASE_URL): " + e.getMessage());
        }
    }
}
