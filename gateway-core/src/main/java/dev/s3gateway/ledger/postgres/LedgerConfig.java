package dev.s3gateway.ledger.postgres;

import dev.s3gateway.config.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the database is and how long we wait for it.
 *
 * @param socket a Unix socket; host and port do not matter then
 * @param rootCert certificates that sign the server's, in PEM; the system's where empty
 * @param pool the most connections
 * @param statementTimeout no statement of a transaction may take longer
 * @param lockTimeout no statement waits longer for another transaction's lock
 */
public record LedgerConfig(String host, int port, Optional<Path> socket, String database, String user,
        Secret password, Ssl ssl, Optional<Path> rootCert, int pool, Duration connectTimeout,
        Duration statementTimeout, Duration lockTimeout) {

    /** As in libpq's sslmode. */
    public enum Ssl {
        DISABLE, PREFER, REQUIRE, VERIFY_CA, VERIFY_FULL
    }

    public LedgerConfig {
        require(port > 0 && port <= 65535, "the database's port must be between 1 and 65535, but is " + port);
        require(!database.isEmpty(), "the database has no name");
        require(!user.isEmpty(), "the database's user has no name");
        require(pool >= 4, "the database's pool must be at least 4 connections, but is " + pool);
        require(connectTimeout.isPositive() && statementTimeout.isPositive() && lockTimeout.isPositive(),
                "the database's time-outs must be longer than zero");
    }

    /** The database of a URL, with our default pool and time-outs. Fails with words for the operator. */
    public static LedgerConfig parse(Secret url) {
        return DatabaseUrl.parse(url.reveal());
    }

    /** Where it is and who asks, without the secret: for people. */
    public String words() {
        return database + " at " + socket.map(Path::toString).orElse(host + ":" + port) + " as " + user;
    }

    public LedgerConfig withPool(int connections) {
        return new LedgerConfig(host, port, socket, database, user, password, ssl, rootCert, connections,
                connectTimeout, statementTimeout, lockTimeout);
    }

    public LedgerConfig withTimeouts(Duration connect, Duration statement, Duration lock) {
        return new LedgerConfig(host, port, socket, database, user, password, ssl, rootCert, pool, connect, statement,
                lock);
    }

    private static void require(boolean held, String otherwise) {
        if (!held) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
