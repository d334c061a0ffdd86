package dev.s3gateway.upkeep;

import static dev.s3gateway.replication.House.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.s3gateway.ledger.TestDelays;
import dev.s3gateway.ledger.LedgerUnavailable;
import dev.s3gateway.ledger.ManualClock;
import dev.s3gateway.ledger.MemoryLedger;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LeaseKeeperTest {

    private final ManualClock clock = new ManualClock();
    private final Instant start = clock.instant();
    private final MemoryLedger ledger = new MemoryLedger(clock, TestDelays.STANDARD);
    private final LeaseKeeper keeper = new LeaseKeeper(ledger.leases(), TestDelays.STANDARD,
            () -> Duration.between(start, clock.instant()).toNanos());

    @Test
    void thereIsNoStandingBeforeTheStartNorAfterTheStop() {
        assertThat(keeper.incarnation()).isEmpty();

        keeper.start().block();
        assertThat(keeper.incarnation()).hasValue(1);

        keeper.stop().block();
        assertThat(keeper.incarnation()).isEmpty();
        keeper.stop().block();
    }

    @Test
    void renewalKeepsTheStanding() {
        keeper.start().block();

        for (int second = 0; second < 30; second++) {
            clock.advance(Duration.ofSeconds(1));
            await(keeper.step());
        }

        assertThat(keeper.incarnation()).hasValue(1);
    }

    // Lost within five seconds, well before the ledger would give the lease to somebody else.
    @Test
    void withoutRenewalTheStandingIsLostAndComesBackWithTheLedger() {
        keeper.start().block();
        ledger.faults().down();
        for (int second = 0; second < 5; second++) {
            assertThat(keeper.incarnation()).isPresent();
            clock.advance(Duration.ofSeconds(1));
            await(keeper.step());
        }
        assertThat(keeper.incarnation()).isEmpty();

        ledger.faults().up();
        await(keeper.step());

        assertThat(keeper.incarnation()).isPresent();
    }

    @Test
    void aLeaseThatWasTakenIsAcquiredAnew() {
        keeper.start().block();
        clock.advance(Duration.ofSeconds(11));
        await(ledger.another().leases().recover());
        assertThat(keeper.incarnation()).isEmpty();

        await(keeper.step());

        assertThat(keeper.incarnation()).hasValue(1);
    }

    @Test
    void withoutTheLedgerItDoesNotStart() {
        ledger.faults().down();

        assertThatThrownBy(() -> keeper.start().block()).isInstanceOf(LedgerUnavailable.class);
    }
}
