package dev.s3gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.backend.Ability;
import dev.s3gateway.backend.Answer;
import dev.s3gateway.backend.Capabilities;
import dev.s3gateway.backend.Concern;
import dev.s3gateway.backend.KeyRules;
import dev.s3gateway.backend.KeyTrait;
import dev.s3gateway.backend.Layout;
import dev.s3gateway.backend.Traits;
import dev.s3gateway.backend.ZoneCode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every ledger must do with the findings of probes. */
@Timeout(60)
public abstract class ProbesContract {

    private static final Duration LEASE = Duration.ofMinutes(10);
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Capabilities FOUND = new Capabilities(Instant.parse("2026-05-17T12:00:00Z"), true,
            Map.of(Ability.VERSIONS, Answer.yes(), Ability.DIGEST, Answer.no("none of \"ours\""), Ability.CLOCK,
                    Answer.unknown("")),
            new KeyRules(Set.of(KeyTrait.DOUBLE_SLASH, KeyTrait.ASTRAL), 1000, 255, false),
            List.of(new Concern(Concern.Kind.LIFECYCLE, "rule x expires objects")));

    private final LedgerTable table;

    protected ProbesContract(LedgerTable.World world) {
        this.table = new LedgerTable(world);
    }

    @AfterEach
    void close() {
        table.close();
    }

    @Test
    void eachOpenZoneBucketIsGivenToOneWorkerAtATime() {
        assertThat(claimed(Set.of(oslo()))).extracting(due -> due.there().zone().value()).containsExactly("bergen");
        assertThat(claimed(Set.of())).extracting(due -> due.there().zone().value()).containsExactly("oslo");
        assertThat(claimed(Set.of())).isEmpty();

        table.pass(LEASE.plusSeconds(1));
        assertThat(claimed(Set.of())).hasSize(2)
                .allSatisfy(due -> assertThat(due.bucket()).isEqualTo(table.bucket().id()));
    }

    @Test
    void whatWasFoundIsKeptUntilTheNextTime() {
        assertThat(claimed(Set.of())).hasSize(2);
        keep(table.bucket().id());

        table.pass(LEASE.plusSeconds(1));
        assertThat(claimed(Set.of())).extracting(due -> due.there().zone().value()).containsExactly("bergen");
        table.pass(WEEK);
        assertThat(claimed(Set.of())).hasSize(2);

        Probes.Row row = rows().getFirst();
        assertThat(row.bucket()).isEqualTo(table.bucket().name());
        assertThat(row.found()).contains(FOUND);
    }

    @Test
    void writesAreToldWhatTheyMustKnow() {
        assertThat(there().traits()).isEqualTo(Traits.unprobed(Layout.SEALED));

        keep(table.bucket().id());

        assertThat(there().traits()).isEqualTo(Traits.of(FOUND));
        assertThat(there().traits().concerns()).containsExactly(Concern.Kind.LIFECYCLE);
        assertThat(there().layout()).isEqualTo(Layout.NATURAL);
    }

    @Test
    void whatIsRecordedLaterTakesTheTraitsWithIt() {
        keep(table.bucket().id());

        table.ledger().buckets().record(table.bucket().id(), there().with(there().traits().sealed())).block();

        assertThat(there().traits()).isEqualTo(Traits.of(FOUND).sealed());
    }

    @Test
    void aZoneBucketWithoutAProbeIsListedToo() {
        assertThat(rows()).singleElement().satisfies(row -> {
            assertThat(row.there()).isEqualTo(there());
            assertThat(row.found()).isEmpty();
        });
        assertThat(table.make(table.bucket().name().value() + "-next").zones()).hasSize(2);
        assertThat(Objects.requireNonNull(
                table.ledger().probes().in(oslo(), table.bucket().name().value(), 10).block()))
                .extracting(row -> row.bucket().value())
                .containsExactly(table.bucket().name().value() + "-next");
    }

    @Test
    void aBucketThatIsGoneIsNeitherProbedNorToldOf() {
        assertThat(table.ledger().buckets().delete(table.bucket().name(), LedgerTable.ORIGIN).block())
                .isEqualTo(Buckets.Deletion.DELETED);

        keep(table.bucket().id());

        assertThat(claimed(Set.of())).isEmpty();
        assertThat(rows()).isEmpty();
    }

    private void keep(BucketId bucket) {
        table.ledger().probes().keep(bucket, oslo(), FOUND, WEEK).block();
    }

    private ZoneBucket there() {
        return Objects.requireNonNull(table.ledger().buckets().byId(table.bucket().id()).block())
                .in(oslo())
                .orElseThrow();
    }

    private List<Probes.Row> rows() {
        return Objects.requireNonNull(table.ledger().probes().in(oslo(), "", 10).block());
    }

    private List<Probes.Due> claimed(Set<ZoneCode> avoiding) {
        return Objects.requireNonNull(table.ledger().probes().claim(avoiding, 10, LEASE).block());
    }

    private static ZoneCode oslo() {
        return LedgerTable.zone("oslo");
    }
}
