package dev.s3gateway.ledger.postgres;

import dev.s3gateway.ledger.BucketsContract;
import dev.s3gateway.ledger.ForeignContract;
import dev.s3gateway.ledger.HoldingsContract;
import dev.s3gateway.ledger.OperationsLogContract;
import dev.s3gateway.ledger.ProbesContract;
import dev.s3gateway.ledger.ReportsContract;
import dev.s3gateway.ledger.RevisionsContract;
import dev.s3gateway.ledger.UploadsContract;
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
    class OfWhatOthersPutThere extends ForeignContract {
        OfWhatOthersPutThere() {
            super(new PostgresWorld());
        }
    }

    @Nested
    class OfHoldings extends HoldingsContract {
        OfHoldings() {
            super(new PostgresWorld());
        }
    }

    @Nested
    class OfOperations extends OperationsLogContract {
        OfOperations() {
            super(new PostgresWorld());
        }
    }

    @Nested
    class OfProbes extends ProbesContract {
        OfProbes() {
            super(new PostgresWorld());
        }
    }

    @Nested
    class OfRevisions extends RevisionsContract {
        OfRevisions() {
            super(new PostgresWorld());
        }
    }

    @Nested
    class OfUploads extends UploadsContract {
        OfUploads() {
            super(new PostgresWorld());
        }
    }

    @Nested
    class OfReports extends ReportsContract {
        OfReports() {
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
