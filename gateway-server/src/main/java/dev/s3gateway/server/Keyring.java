package dev.s3gateway.server;

import dev.s3gateway.server.settings.GatewayConfig;
import dev.s3gateway.access.Users;
import dev.s3gateway.config.ConfigProblem;
import java.nio.file.Path;

/** Who may sign now. The mode stays that of the start. */
final class Keyring {

    private final Path data;
    private final Credentials started;
    private volatile Users users;

    Keyring(GatewayConfig config, Path data) {
        this.data = data;
        this.started = Credentials.of(config, data);
        this.users = users(started);
    }

    Users users() {
        return users;
    }

    /** Those of the start. */
    Credentials credentials() {
        return started;
    }

    /** The credentials of another configuration, once it is certain that they can be used. */
    Credentials prepared(GatewayConfig next) {
        Credentials credentials = Credentials.of(next, data);
        var _ = users(credentials);
        return credentials;
    }

    void use(Credentials next) {
        users = users(next);
    }

    boolean isOtherMode(Credentials next) {
        return next.mode() != started.mode();
    }

    private static Users users(Credentials credentials) {
        try {
            return Users.of(credentials.access());
        } catch (IllegalArgumentException e) {
            throw new ConfigProblem("auth: " + e.getMessage() + "; give each its own");
        }
    }
}
