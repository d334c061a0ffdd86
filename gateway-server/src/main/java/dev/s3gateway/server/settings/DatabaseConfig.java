package dev.s3gateway.server.settings;

import dev.s3gateway.config.ConfigProblem;
import dev.s3gateway.config.Secret;
import dev.s3gateway.embedded.EmbeddedConfig;
import dev.s3gateway.ledger.postgres.LedgerConfig;
import java.time.Duration;
import java.util.Optional;

/**
 * The ledger's database: that of the URL, or where there is none the bundled one.
 *
 * @param connections at most
 * @param statementTimeout no statement of a transaction may take longer
 * @param lockTimeout no statement waits longer for another transaction's lock
 */
public record DatabaseConfig(Optional<Secret> url, int connections, Duration statementTimeout, Duration lockTimeout,
        EmbeddedConfig embedded) {

    public DatabaseConfig {
        if (connections < 4) {
            throw new IllegalArgumentException("connections must be at least 4, but is " + connections);
        }
        if (!statementTimeout.isPositive() || !lockTimeout.isPositive()) {
            throw new IllegalArgumentException("statement-timeout and lock-timeout must be longer than nothing");
        }
    }

    /** What a URL says; {@link ConfigProblem} where it is none. */
    public LedgerConfig address(Secret at) {
        try {
            LedgerConfig said = LedgerConfig.parse(at);
            return said.withPool(connections).withTimeouts(said.connectTimeout(), statementTimeout, lockTimeout);
        } catch (IllegalArgumentException e) {
            throw new ConfigProblem("database.url (DATABASE_URL): " + e.getMessage());
        }
    }
}
