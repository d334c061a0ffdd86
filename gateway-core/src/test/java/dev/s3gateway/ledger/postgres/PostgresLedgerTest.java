package dev.s3gateway.ledger.postgres;

import dev.s3gateway.ledger.BucketsContract;
import dev.s3gateway.ledger.VersionsContract;
import org.junit.jupiter.api.Nested;

/** The ledger in PostgreSQL keeps the contracts. */
class PostgresLedgerTest {

    @Nested
    class OfBuckets extends BucketsContract {
        OfBuckets() {
            super(new PostgresWorld());
        }
    }

    @Nested
    class OfVersions extends VersionsContract {
        OfVersions() {
            super(new PostgresWorld());
        }
    }
}
