package dev.s3gateway.ledger.postgres;

import dev.s3gateway.config.Secret;
import dev.s3gateway.embedded.TestPostgres;

/** Databases on the tests' server. */
final class TestDatabase {

    private TestDatabase() {}

    /** An empty one of this name, whoever had it before. */
    static LedgerConfig empty(String name) {
        Database maintenance = new Database(LedgerConfig.parse(TestPostgres.url()));
        maintenance.alone(session -> session.run("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)")).block();
        maintenance.alone(session -> session.run("CREATE DATABASE " + name)).block();
        maintenance.close().block();
        return LedgerConfig.parse(Secret.of(TestPostgres.url().reveal().replaceFirst("/[^/]*$", "/" + name)));
    }
}
