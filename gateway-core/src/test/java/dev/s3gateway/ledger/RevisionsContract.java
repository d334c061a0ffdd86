package dev.s3gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.ledger.Revisions.Revision;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link Revisions} must tell. */
@Timeout(60)
public abstract class RevisionsContract {

    protected final LedgerTable table;
    private final Revisions mine;

    protected RevisionsContract(LedgerTable.World world) {
        this.table = new LedgerTable(world);
        this.mine = table.ledger().revisions();
    }

    @AfterEach
    void close() {
        table.close();
    }

    @Test
    void onlyAnotherDigestIsANewerRevision() {
        assertThat(mine.newest(0).blockOptional()).isEmpty();

        assertThat(mine.announce("a").block()).isEqualTo(new Revision(1, "a"));
        assertThat(mine.announce("a").block()).isEqualTo(new Revision(1, "a"));
        assertThat(mine.announce("b").block()).isEqualTo(new Revision(2, "b"));
        assertThat(mine.announce("a").block()).isEqualTo(new Revision(3, "a"));
        assertThat(mine.newest(0).block()).isEqualTo(new Revision(3, "a"));
    }

    @Test
    void behindIsWhoLivesAndHasNotSaidOtherwise() {
        Revisions other = table.another().revisions();
        assertThat(mine.announce("a").block()).isEqualTo(new Revision(1, "a"));
        assertThat(behind(1)).hasSize(2);

        assertThat(mine.newest(1).block()).isEqualTo(new Revision(1, "a"));
        assertThat(behind(1)).hasSize(1);
        assertThat(other.newest(1).block()).isEqualTo(new Revision(1, "a"));
        assertThat(behind(1)).isEmpty();
        assertThat(behind(2)).hasSize(2);

        table.pass(Duration.ofDays(1));
        assertThat(behind(2)).as("whose leases have lapsed").isEmpty();
    }

    private List<String> behind(long number) {
        return Objects.requireNonNull(mine.behind(number).block());
    }
}
