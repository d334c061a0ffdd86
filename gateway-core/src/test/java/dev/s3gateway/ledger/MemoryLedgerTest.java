package dev.s3gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.s3gateway.ledger.LedgerTable.Write;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The fake keeps the contracts of the ledger, and its script does what it says. */
class MemoryLedgerTest {

    private static LedgerTable.World memory() {
        ManualClock clock = new ManualClock();
        MemoryLedger rows = new MemoryLedger(clock, LedgerTable.DELAYS);
        return new LedgerTable.World() {
            @Override
            public Ledger process() {
                return rows.another();
            }

            @Override
            public void pass(Duration time) {
                clock.advance(time);
            }
        };
    }

    @Nested
    class OfBuckets extends BucketsContract {
        OfBuckets() {
            super(memory());
        }
    }

    @Nested
    class OfWhatOthersPutThere extends ForeignContract {
        OfWhatOthersPutThere() {
            super(memory());
        }
    }

    @Nested
    class OfHoldings extends HoldingsContract {
        OfHoldings() {
            super(memory());
        }
    }

    @Nested
    class OfOperations extends OperationsLogContract {
        OfOperations() {
            super(memory());
        }
    }

    @Nested
    class OfProbes extends ProbesContract {
        OfProbes() {
            super(memory());
        }
    }

    @Nested
    class OfRevisions extends RevisionsContract {
        OfRevisions() {
            super(memory());
        }
    }

    @Nested
    class OfUploads extends UploadsContract {
        OfUploads() {
            super(memory());
        }
    }

    @Nested
    class OfReports extends ReportsContract {
        OfReports() {
            super(memory());
        }
    }

    @Nested
    class OfVersions extends VersionsContract {
        OfVersions() {
            super(memory());
        }
    }

    private final MemoryLedger ledger = MemoryLedger.ready();
    private final LedgerTable table = new LedgerTable(new LedgerTable.World() {
        @Override
        public Ledger process() {
            return ledger;
        }

        @Override
        public void pass(Duration time) {
            throw new UnsupportedOperationException();
        }
    });

    @Test
    void aLedgerThatIsDownChangesNothing() {
        Write write = table.begin(table.write("k").to("oslo"));
        ledger.faults().down();
        assertThatThrownBy(() -> table.commit(write)).isInstanceOf(LedgerUnavailable.class);
        ledger.faults().up();

        assertThat(table.current("k")).isEmpty();
        assertThat(ledger.openIntents()).isEqualTo(1);
    }

    @Test
    void aCommitMayFailBeforeOrAfterItTookEffect() {
        Write before = table.begin(table.write("before").to("oslo"));
        Write after = table.begin(table.write("after").to("oslo"));
        ledger.faults().failBefore("commit").failAfter("commit");

        assertThatThrownBy(() -> table.commit(before)).isInstanceOf(LedgerUnavailable.class);
        assertThatThrownBy(() -> table.commit(after)).isInstanceOf(LedgerUnavailable.class);

        assertThat(table.current("before")).isEmpty();
        assertThat(table.current("after")).isPresent();
    }
}
