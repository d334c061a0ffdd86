package dev.s3gateway.ledger;

import static dev.s3gateway.ledger.LedgerTable.zone;
import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.ledger.Holdings.Holding;
import dev.s3gateway.ledger.Holdings.Need;
import dev.s3gateway.object.VersionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

/** What every {@link Holdings} must tell. */
@Timeout(60)
public abstract class HoldingsContract {

    private static final String PLACEMENT = "oslo,bergen";

    protected final LedgerTable table;
    private final Holdings holdings;

    protected HoldingsContract(LedgerTable.World world) {
        this.table = new LedgerTable(world);
        this.holdings = table.ledger().holdings();
    }

    @AfterEach
    void close() {
        table.close();
    }

    @Test
    void theWalkMeetsEveryLiveVersionTwiceAndThenEnds() {
        List<VersionId> live = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            live.add(table.committed(table.write("k" + i).to("oslo")).id());
        }
        table.committed(table.write("gone").to("oslo"));
        assertThat(table.remove("gone")).isInstanceOf(RemoveResult.Removed.class);
        holdings.begin(PLACEMENT).block();

        assertThat(round()).containsExactlyInAnyOrderElementsOf(live);
        assertThat(next()).as("it rests").isEmpty();
        table.pass(Duration.ofMinutes(2));
        assertThat(round()).containsExactlyInAnyOrderElementsOf(live);
        table.pass(Duration.ofDays(1));
        assertThat(next()).as("it is over").isEmpty();
    }

    @Test
    void aWalkBeginsAnewForAnotherPlacementOnly() {
        table.committed(table.write("k").to("oslo"));
        holdings.begin(PLACEMENT).block();
        settle(next(), List.of());

        holdings.begin(PLACEMENT).block();
        assertThat(next()).isEmpty();
        holdings.begin("oslo,bergen,tromso").block();
        assertThat(next()).as("of the former").isEmpty();
        assertThat(get(holdings.next("oslo,bergen,tromso", 10))).hasSize(1);
    }

    @Test
    void whatIsNeededIsOwedOnceAndIsKnownToBe() {
        Version version = table.committed(table.write("k").to("oslo"));
        holdings.begin(PLACEMENT).block();
        List<Holding> page = next();
        assertThat(page).containsExactly(new Holding(version.id(), table.bucket().id(), table.bucket().name(), 1,
                Set.of(zone("oslo"))));

        settle(page, List.of(new Need(page.getFirst(), 2, List.of(zone("bergen")))));
        settle(page, List.of(new Need(page.getFirst(), 2, List.of(zone("bergen")))));

        assertThat(table.current("k").orElseThrow().requiredCopies()).isEqualTo(2);
        holdings.begin("again").block();
        assertThat(get(holdings.next("again", 10)).getFirst().held()).containsExactlyInAnyOrder(zone("oslo"),
                zone("bergen"));
        assertThat(table.claim(Task.Kind.COPY)).singleElement().extracting(Task::zone).isEqualTo(zone("bergen"));
    }

    @Test
    void tasksOfOtherZonesAreNotClaimed() {
        table.committed(table.write("k").to("oslo").owing("bergen"));

        assertThat(get(table.ledger().tasks().claim(Task.Kind.COPY, Set.of(zone("oslo")), 9, Duration.ofSeconds(9))))
                .isEmpty();
        assertThat(table.claim(Task.Kind.COPY)).hasSize(1);
    }

    @Test
    void aZoneWithTheOnlyCopyOfSomethingIsNotForgotten() {
        table.committed(table.write("here").to("oslo"));
        table.committed(table.write("there").to("oslo", "bergen"));
        table.committed(table.write("too").to("oslo"));

        assertThat(holdings.onlyIn(zone("oslo")).block()).isEqualTo(2);
        assertThat(holdings.forget(zone("oslo")).block()).isEqualTo(2);

        assertThat(copies("there")).containsExactly(zone("oslo"), zone("bergen"));
        assertThat(get(holdings.zones())).contains(zone("oslo"));
    }

    @Test
    void ofAForgottenZoneNothingIsLeft() {
        Version kept = table.committed(table.write("k").to("bergen", "oslo", "tromso"));
        table.committed(table.write("owed").to("oslo").owing("bergen"));
        holdings.begin(PLACEMENT).block();
        settle(next(), List.of());

        assertThat(holdings.forget(zone("bergen")).block()).isZero();

        assertThat(copies("k")).containsExactly(zone("oslo"), zone("tromso"));
        assertThat(table.current("k").orElseThrow().completeCopies()).isEqualTo(
                kept.completeCopies().stream().filter(copy -> !copy.zone().equals(zone("bergen"))).toList());
        assertThat(get(holdings.zones())).doesNotContain(zone("bergen"));
        assertThat(table.claim(Task.Kind.COPY)).isEmpty();
        assertThat(next()).as("the walk begins again").hasSize(2);
    }

    private List<VersionId> round() {
        List<VersionId> met = new ArrayList<>();
        List<Holding> page;
        do {
            page = get(holdings.next(PLACEMENT, 2));
            page.forEach(holding -> met.add(holding.version()));
            settle(page, List.of());
        } while (!page.isEmpty());
        return met;
    }

    private List<Holding> next() {
        return get(holdings.next(PLACEMENT, 100));
    }

    private void settle(List<Holding> seen, List<Need> needs) {
        holdings.settle(PLACEMENT, seen, needs).block();
    }

    private List<ZoneCode> copies(String key) {
        return table.current(key).orElseThrow().copies().stream().map(Copy::zone).toList();
    }

    private static <T> T get(Mono<T> value) {
        return Objects.requireNonNull(value.block());
    }
}
