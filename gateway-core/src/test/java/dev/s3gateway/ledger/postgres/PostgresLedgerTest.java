package dev.s3gateway.ledger.postgres;

import dev.s3gateway.ledger.VersionsContract;
import org.junit.jupiter.api.Nested;

/** The ledger in PostgreSQL keeps the contracts. */
class PostgresLedgerTest {

    @Nested
    class OfVersions extends VersionsContract {
        OfVersions() {
            super(new PostgresWorld());
        }
    }
}
