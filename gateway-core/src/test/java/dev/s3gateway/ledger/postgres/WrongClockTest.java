package dev.s3gateway.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.ledger.Commit;
import dev.s3gateway.ledger.CommitResult.Committed;
import dev.s3gateway.ledger.Delays;
import dev.s3gateway.ledger.Intent;
import dev.s3gateway.ledger.Ledger;
import dev.s3gateway.ledger.LedgerTable;
import dev.s3gateway.ledger.Version;
import dev.s3gateway.object.VersionIds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** F32: I4, I13 and I18 between two gateways of which one has a clock that is an hour off and steps. */
@Timeout(60)
class WrongClockTest {

    private final PostgresWorld world = new PostgresWorld(new Delays(LedgerTable.DELAYS.grace(),
            LedgerTable.DELAYS.horizon(), LedgerTable.DELAYS.late(), Duration.ofMinutes(5)));
    private final LedgerTable table = new LedgerTable(world);
    private final Random steps = new Random(32);
    private final VersionIds right = new VersionIds(Instant::now);
    private final VersionIds wrong = new VersionIds(
            () -> Instant.now().plus(Duration.ofHours(1)).plusSeconds(steps.nextInt(-7200, 7200)));

    @AfterEach
    void close() {
        table.close();
    }

    @Test
    void theOrderOf64WritersOfOneKeyIsTheLedgersAndNoReaderSeesItTurnBack() {
        Ledger other = table.another();
        List<Long> seen = new ArrayList<>();
        Mono<Void> reader = Flux.range(0, 200)
                .concatMap(i -> (i % 2 == 0 ? table.ledger() : other).versions()
                        .current(table.bucket().id(), LedgerTable.object("k")))
                .doOnNext(version -> seen.add(version.sequence()))
                .then();
        Mono<List<Version>> writers = Flux
                .merge(Flux.fromStream(IntStream.range(0, 256)
                        .mapToObj(i -> i % 2 == 0 ? put(table.ledger(), right) : put(other, wrong))), 64)
                .collectList();

        List<Version> written = Objects.requireNonNull(Mono.zip(writers, reader.thenReturn(true)).block()).getT1();

        List<Version> ordered = written.stream().sorted(Comparator.comparingLong(Version::sequence)).toList();
        assertThat(ordered).extracting(Version::sequence)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 256).mapToObj(i -> (long) i).toList());
        assertThat(ordered).as("LastModified goes on with the order")
                .isSortedAccordingTo(Comparator.comparing(Version::lastModified));
        assertThat(ordered).extracting(Version::lastModified)
                .doesNotHaveDuplicates()
                .allMatch(modified -> modified.isBefore(Instant.now().plusSeconds(60)));
        assertThat(seen).as("what a reader of either saw").isSorted().isNotEmpty();
        assertThat(table.current("k").map(Version::id)).contains(ordered.getLast().id());
        assertThat(world.column("SELECT count(*) FROM versions WHERE state = 'COMMITTED'", Long.class))
                .containsExactly(1L);
    }

    private Mono<Version> put(Ledger ledger, VersionIds ids) {
        return Mono.defer(() -> {
            Commit made = table.write("k").to("oslo").commit();
            Intent intent = new Intent(ids.get(), made.intent().bucket(), made.intent().object(), List.of());
            Commit commit = new Commit(new Intent(intent.version(), intent.bucket(), intent.object(),
                    List.of(LedgerTable.locator(intent.version(), "oslo", 1))), made.content(), made.conditions(), 1,
                    List.of(LedgerTable.locator(intent.version(), "oslo", 1)), List.of(), List.of(), List.of(),
                    made.origin());
            return ledger.versions()
                    .begin(commit.intent())
                    .then(Mono.defer(() -> ledger.versions().commit(commit)))
                    .map(result -> ((Committed) result).version());
        });
    }
}
