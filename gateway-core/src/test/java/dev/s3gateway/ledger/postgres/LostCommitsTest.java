package dev.s3gateway.ledger.postgres;

import static dev.s3gateway.ledger.postgres.LaggingStandby.renewed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.s3gateway.ledger.CommitResult.Committed;
import dev.s3gateway.ledger.CommitResult;
import dev.s3gateway.ledger.Ledger;
import dev.s3gateway.ledger.LedgerTable;
import dev.s3gateway.ledger.LedgerTable.Write;
import dev.s3gateway.ledger.LedgerUnavailable;
import dev.s3gateway.ledger.RemoveResult.Removed;
import dev.s3gateway.ledger.Task;
import dev.s3gateway.ledger.Version;
import dev.s3gateway.object.Conditions;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** F26, F30: what a gateway does on a database that is not the one it wrote to, or that takes no writes. */
@Timeout(120)
class LostCommitsTest {

    private final LaggingStandby world = new LaggingStandby();
    private final LedgerTable table = new LedgerTable(world);
    private final Ledger ledger = table.ledger();

    @AfterEach
    void close() {
        table.close();
    }

    @Test
    void onAStandbyThatLaggedBehindReadsGoOnAndNothingIsWritten() { // F26
        Version kept = table.committed(table.write("kept").to("oslo"));
        world.lag();
        table.committed(table.write("lost").to("oslo"));
        table.committed(table.write("kept").to("oslo"));

        world.failOver();

        assertThat(current("kept")).isEqualTo(kept.id().toString());
        assertThat(ledger.readOnly()).contains(
                "the database lost 2 of the last writes that gateway 2 acknowledged");
        assertThat(refusal(put(ledger, "more"))).isEqualTo(ledger.readOnly().orElseThrow());
        assertThat(refusal(ledger.versions()
                .remove(table.bucket().id(), LedgerTable.object("kept"),
                        Conditions.NONE, LedgerTable.ORIGIN)))
                .contains("lost 2");
        assertThat(refusal(ledger.buckets().delete(table.bucket().name(), LedgerTable.ORIGIN))).contains("lost 2");
    }

    @Test
    void nothingIsPurgedNorSettledOnIt() { // F26
        Ledger other = table.another();
        table.committed(table.write("k").to("oslo"));
        table.committed(table.write("k").to("oslo"));
        Task claimed = Objects.requireNonNull(
                other.tasks().claim(Task.Kind.PURGE, LedgerTable.ZONES, 1, LedgerTable.DELAYS.lease()).block())
                .getFirst();
        Write doubtful = table.begin(table.write("doubtful").to("oslo"));
        world.lag();
        assertThat(table.commit(doubtful)).isInstanceOf(Committed.class);

        world.failOver();
        assertThat(current("k")).isNotEmpty();
        world.change("UPDATE leases SET expires_at = 'epoch'; UPDATE tasks SET due_at = 'epoch'");

        assertThat(refusal(other.tasks().mayPurge(claimed))).as("of another gateway, that lost nothing itself")
                .contains("lost 1");
        assertThat(table.claim(Task.Kind.PURGE)).isEmpty();
        assertThat(other.leases().recover().block()).isZero();
        assertThat(world.now("SELECT count(*) FROM tasks WHERE kind = 'PURGE'", Long.class)).isEqualTo(1);
    }

    @Test
    void everyGatewayOfTheLedgerStopsWritingAlsoAfterARestart() { // F26
        Ledger other = table.another();
        world.lag();
        table.committed(table.write("lost").to("oslo"));
        world.failOver();
        assertThat(current("lost")).isEmpty();

        assertThat(renewed(other)).isTrue();
        Ledger restarted = table.another();

        assertThat(refusal(put(other, "k"))).contains("lost 1");
        assertThat(restarted.readOnly()).isEqualTo(ledger.readOnly());
        assertThat(refusal(put(restarted, "k"))).contains("lost 1");
    }

    @Test
    void aRemovalThatIsMissingIsALossToo() { // F26
        table.committed(table.write("k").to("oslo"));
        world.lag();
        assertThat(table.remove("k")).isInstanceOf(Removed.class);

        world.failOver();

        assertThat(current("k")).isNotEmpty();
        assertThat(ledger.readOnly().orElseThrow()).contains("lost 1");
    }

    @Test
    void whoResumesGoesOnAndNothingFromBeforeIsEverPurged() { // F26, F30
        Write doubtful = table.begin(table.write("doubtful").to("oslo"));
        world.lag();
        assertThat(table.commit(doubtful)).isInstanceOf(Committed.class);
        world.failOver();
        assertThat(current("doubtful")).isEmpty();

        assertThat(PostgresLedger.resume(world.config(), LedgerTable.DELAYS).block()).isEqualTo(2);

        assertThat(renewed(ledger)).as("every lease has ended").isFalse();
        ledger.leases().acquire().block();
        assertThat(ledger.readOnly()).isEmpty();
        assertThat(ledger.leases().incarnation().block()).isEqualTo(2);
        assertThat(put(ledger, "doubtful").block()).isInstanceOf(Committed.class);
        List<Task> purges = table.claim(Task.Kind.PURGE);
        assertThat(purges).extracting(task -> task.locator().orElseThrow()).contains(doubtful.locator("oslo"));
        assertThat(purges).noneMatch(purge -> Objects.requireNonNull(ledger.tasks().mayPurge(purge).block()));
    }

    @Test
    void theFormerPrimaryThatHasEverythingIsBelievedAgain() { // F26
        world.lag();
        table.committed(table.write("k").to("oslo"));
        world.failOver();
        assertThat(current("k")).isEmpty();

        world.failBack();

        assertThat(renewed(ledger)).isTrue();
        assertThat(ledger.readOnly()).isEmpty();
        assertThat(current("k")).isNotEmpty();
        assertThat(put(ledger, "k").block()).isInstanceOf(Committed.class);
    }

    @Test
    void aDatabaseThatLostNothingIsBelievedAfterEveryReconnect() { // F25
        Flux.fromStream(IntStream.range(0, 1200).mapToObj(i -> put(ledger, "k" + i % 50)))
                .flatMap(write -> write, 64)
                .blockLast();
        assertThat(table.remove("k1")).isInstanceOf(Removed.class);

        world.restart();

        assertThat(current("k2")).isNotEmpty();
        assertThat(ledger.readOnly()).isEmpty();
        assertThat(put(ledger, "k2").block()).isInstanceOf(Committed.class);
    }

    @Test
    void aDatabaseThatWasMadeReadOnlyServesReadsAndRefusesWritesWithItsReason() { // F30
        Version version = table.committed(table.write("k").to("oslo"));
        world.readOnly(true);

        assertThat(renewed(ledger)).as("nobody can take it from us").isTrue();

        assertThat(current("k")).isEqualTo(version.id().toString());
        assertThat(refusal(put(ledger, "k"))).isEqualTo("the database takes no writes at present");
        world.readOnly(false);
        assertThat(renewed(ledger)).isTrue();
        assertThat(put(ledger, "k").block()).isInstanceOf(Committed.class);
    }

    // What PostgreSQL says with SQLSTATE 53100 when a table cannot grow.
    @Test
    void aDatabaseWhoseDiskIsFullServesReadsAndTakesWritesAgainWhenThereIsRoom() { // F30
        table.committed(table.write("k").to("oslo"));
        world.change("""
                CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN RAISE 'could not extend file' USING ERRCODE = '53100'; END $$""");
        for (String grows : List.of("leases", "intents", "versions", "heads")) {
            world.change("CREATE TRIGGER no_room BEFORE INSERT OR UPDATE ON " + grows + " EXECUTE FUNCTION no_room()");
        }

        assertThat(refusal(put(ledger, "k"))).contains("could not extend file");
        assertThat(renewed(ledger)).isTrue();

        assertThat(current("k")).isNotEmpty();
        assertThat(ledger.readOnly()).contains("the database takes no writes at present");
        world.change("DROP FUNCTION no_room CASCADE");
        assertThat(renewed(ledger)).isTrue();
        assertThat(put(ledger, "k").block()).isInstanceOf(Committed.class);
    }

    private Mono<CommitResult> put(Ledger by, String key) {
        return Mono.defer(() -> {
            Write write = table.write(key).to("oslo");
            return by.versions()
                    .begin(write.commit().intent())
                    .then(Mono.defer(() -> by.versions().commit(write.commit())));
        });
    }

    /** Of connections that broke the next one is tried: the pool has several. */
    private String current(String key) {
        return Objects.requireNonNull(ledger.versions()
                .current(table.bucket().id(), LedgerTable.object(key))
                .map(version -> version.id().toString())
                .defaultIfEmpty("")
                .retry(20)
                .block());
    }

    private static String refusal(Mono<?> call) {
        Throwable refused = catchThrowable(() -> call.block());
        assertThat(refused).isInstanceOf(LedgerUnavailable.class);
        return String.valueOf(refused.getMessage());
    }
}
