package dev.s3gateway.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.Stamp;
import dev.s3gateway.ledger.Bucket;
import dev.s3gateway.ledger.Commit;
import dev.s3gateway.ledger.CommitResult;
import dev.s3gateway.ledger.CommitResult.Committed;
import dev.s3gateway.ledger.Copy;
import dev.s3gateway.ledger.Intent;
import dev.s3gateway.ledger.LedgerTable;
import dev.s3gateway.ledger.LedgerTable.Write;
import dev.s3gateway.ledger.Task;
import dev.s3gateway.ledger.Version;
import dev.s3gateway.ledger.postgres.GroupCommit.Outcome;
import dev.s3gateway.ledger.postgres.Mutation.Decision;
import dev.s3gateway.ledger.postgres.Mutation.Put;
import dev.s3gateway.lifecycle.CrashPoints;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Sinks;

/** Writes that are committed by the statement that decides them: what it leaves alone, and that it leaves it alone. */
@Timeout(60)
class PlainBatchTest {

    private final PostgresWorld world = new PostgresWorld();
    private final LedgerTable table = new LedgerTable(world);
    private final Database database = new Database(world.config());
    private final HeldLease lease = new HeldLease(Duration.ofDays(1), System::nanoTime);
    private final Journal journal = new Journal();
    private final Acknowledged acknowledged = new Acknowledged(Duration.ofHours(1), System::nanoTime);
    private final IntentBatch intents = new IntentBatch(database, journal, lease, CrashPoints.NONE);
    private final CommitBatch commits = new CommitBatch(database, journal, lease, LedgerTable.DELAYS,
            CrashPoints.NONE, acknowledged);
    private final Copies copies = new Copies(database, journal, LedgerTable.DELAYS);
    private final Sinks.Empty<Void> end = Sinks.empty();

    @BeforeEach
    void begin() {
        new PostgresLeases(database, lease, journal, LedgerTable.DELAYS, "plain", new Faith(acknowledged, "plain"))
                .acquire()
                .block();
    }

    @AfterEach
    void close() {
        database.close().block();
        table.close();
    }

    @Test
    void aHeadThatAnotherHoldsIsMissedAndTheJournalKeepsItsRow() {
        table.committed(table.write("held").to("oslo"));
        List<Write> writes = begun("free", "held", "new");
        CompletableFuture<@Nullable Long> other = held("heads", "key = 'held'");

        List<Outcome<Decision>> outcomes = committed(writes);

        assertThat(sequences(outcomes)).containsExactly(1L, 0L, 1L);
        assertThat(rows("intents")).isEqualTo(1);
        end.tryEmitEmpty();
        assertThat(other).succeedsWithin(Duration.ofSeconds(20));
        assertThat(sequences(committed(writes.subList(1, 2)))).containsExactly(2L);
        assertThat(rows("intents")).isZero();
        assertThat(states("held")).containsExactly("SUPERSEDED", "COMMITTED");
    }

    // Its row of versions would not be seen by this statement, and would live on beside the next.
    @Test
    void aHeadThatIsNewerThanTheStatementsSnapshotIsMissed() {
        table.committed(table.write("k").to("oslo"));
        List<Write> writes = begun("k", "new");
        CompletableFuture<@Nullable Long> other = held("intents", "true");
        CompletableFuture<List<Outcome<Decision>>> batch = committing(writes);
        world.awaitWaiting(1);
        table.committed(table.write("k").to("oslo"));
        table.committed(table.write("new").to("oslo"));

        end.tryEmitEmpty();

        assertThat(other).succeedsWithin(Duration.ofSeconds(20));
        assertThat(sequences(batch.join())).containsExactly(0L, 0L);
        assertThat(sequences(committed(writes))).containsExactly(3L, 2L);
        assertThat(states("k")).containsExactly("SUPERSEDED", "SUPERSEDED", "COMMITTED");
        assertThat(states("new")).containsExactly("SUPERSEDED", "COMMITTED");
    }

    @Test
    void nothingIsCommittedUnderALeaseThatIsOver() {
        List<Write> writes = begun("k");
        world.run("UPDATE leases SET expires_at = clock_timestamp()");

        assertThat(committed(writes)).containsExactly(
                new Outcome.Done<>(new Decision.OfPut(new CommitResult.LeaseLost())));

        assertThat(rows("heads") + rows("versions") + rows("operations_log WHERE operation_type = 'PutObject'"))
                .isZero();
        assertThat(rows("intents")).isEqualTo(1);
    }

    @Test
    void aWriteIntoABucketThatIsGoneIsRefusedAndTheOthersAreCommitted() {
        Bucket gone = table.make("gone-" + table.bucket().name().value());
        List<Write> writes = Stream.of(table.write("k").to("oslo"), table.write(gone, "k").to("oslo")).toList();
        begin(writes);
        table.ledger().buckets().delete(gone.name(), LedgerTable.ORIGIN).block();

        List<Outcome<Decision>> outcomes = committed(writes);

        assertThat(sequences(outcomes.subList(0, 1))).containsExactly(1L);
        assertThat(outcomes.get(1))
                .isEqualTo(new Outcome.Done<>(new Decision.OfPut(new CommitResult.BucketGone())));
        assertThat(table.claim(Task.Kind.PURGE)).extracting(task -> task.locator().orElseThrow())
                .containsExactly(writes.get(1).locator("oslo"));
        assertThat(rows("intents")).isZero();
    }

    @Test
    void noRowOfTheJournalAndNoHeadIsHeldWhileABucketIsWaitedFor() {
        table.committed(table.write("k").to("oslo"));
        CompletableFuture<@Nullable Long> other = held("buckets", "true");
        CompletableFuture<List<Outcome<Decision>>> batch = committing(begun("k"));
        world.awaitWaiting(1);

        assertThat(free("intents")).isEqualTo(1);
        assertThat(free("heads")).isEqualTo(1);

        end.tryEmitEmpty();
        assertThat(other).succeedsWithin(Duration.ofSeconds(20));
        assertThat(sequences(batch.join())).containsExactly(2L);
    }

    @Test
    void noHeadIsHeldWhileARowOfTheJournalIsWaitedFor() {
        table.committed(table.write("k").to("oslo"));
        List<Write> writes = begun("k");
        CompletableFuture<@Nullable Long> other = held("intents", "true");
        CompletableFuture<List<Outcome<Decision>>> batch = committing(writes);
        world.awaitWaiting(1);

        assertThat(free("heads")).isEqualTo(1);

        end.tryEmitEmpty();
        assertThat(other).succeedsWithin(Duration.ofSeconds(20));
        assertThat(sequences(batch.join())).containsExactly(2L);
    }

    // Whoever settles a copy locks its version first, then the tasks and the journal.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void noTaskAndNoRowOfTheJournalIsHeldWhileTheReplacedVersionIsWaitedFor(boolean plain) {
        Version replaced = table.committed(table.write("k").to("oslo").owing("vardo"));
        Write write = table.write("k").to("oslo");
        List<Write> writes = List.of(plain ? write : write.ifMatch(replaced.content().etag()));
        begin(writes);
        CompletableFuture<@Nullable Long> other = held("versions", "true");
        CompletableFuture<List<Outcome<Decision>>> batch = committing(writes);
        world.awaitWaiting(1);

        assertThat(free("tasks")).isEqualTo(1);
        assertThat(free("intents", "FOR KEY SHARE")).isEqualTo(1);

        end.tryEmitEmpty();
        assertThat(other).succeedsWithin(Duration.ofSeconds(20));
        assertThat(sequences(batch.join())).containsExactly(2L);
    }

    private long free(String relation) {
        return free(relation, "FOR UPDATE");
    }

    private long free(String relation, String lock) {
        return world.within(session -> session.rows(
                "SELECT true FROM " + relation + " " + lock + " SKIP LOCKED", _ -> true)).size();
    }

    @Test
    void aStatementThatWasSentBeforeAFenceWasPutUpTakesNothingBehindIt() {
        List<Write> writes = begun("k");
        CompletableFuture<@Nullable Long> other = held("buckets", "true");
        CompletableFuture<List<Outcome<Decision>>> batch = committing(writes);
        world.awaitWaiting(1);
        UUID row = world.column("SELECT id FROM intents", UUID.class).getFirst();
        assertThat(world.<Long>within(session -> Journal.raise(session, new UUID[]{row}, journal.nextFence())))
                .isEqualTo(1);

        end.tryEmitEmpty();

        assertThat(other).succeedsWithin(Duration.ofSeconds(20));
        assertThat(sequences(batch.join())).containsExactly(0L);
        assertThat(rows("versions")).isZero();
        assertThat(sequences(committed(writes))).containsExactly(1L);
    }

    // Its bytes are purged from that moment on. The statement may have been held back by the network.
    @Test
    void whatWasAbandonedIsNotCommittedByAStatementThatArrivesLater() {
        List<Write> writes = begun("k", "other");
        CompletableFuture<@Nullable Long> other = held("buckets", "true");
        CompletableFuture<List<Outcome<Decision>>> batch = committing(writes);
        world.awaitWaiting(1);
        copies.abandon(writes.getFirst().commit().intent()).block();

        end.tryEmitEmpty();

        assertThat(other).succeedsWithin(Duration.ofSeconds(20));
        assertThat(sequences(batch.join())).containsExactly(0L, 0L);
        assertThat(committed(writes.subList(0, 1))).containsExactly(
                new Outcome.Done<>(new Decision.OfPut(new CommitResult.LeaseLost())));
        assertThat(sequences(committed(writes.subList(1, 2)))).containsExactly(1L);
        assertThat(rows("versions")).isEqualTo(1);
    }

    @Test
    void everyPlaceOfWhatADeadProcessBeganIsPurgedHoweverItWasWrittenDown() {
        Write write = table.write("k").to("oslo", "bergen").running("tromso");
        begin(List.of(write));
        Write old = table.write("old").to("vardo");
        world.run("INSERT INTO intents (id, lease, places, created_at) SELECT gen_random_uuid(), lease, '["
                + Rows.place(table.bucket().id(), old.locator("vardo")) + "]', now() FROM intents");
        world.pass(Duration.ofHours(2));
        table.another().leases().recover().block();

        assertThat(table.claim(Task.Kind.PURGE)).extracting(task -> task.locator().orElseThrow())
                .containsExactlyInAnyOrder(write.locator("oslo"), write.locator("bergen"), write.locator("tromso"),
                        old.locator("vardo"));
        assertThat(rows("intents")).isZero();
    }

    @Test
    void copiesAreKeptWhereTheyAreWhateverTheirKeysConsistOf() {
        Commit plain = table.write("k").commit();
        List<Locator> places = Stream
                .of("null", "NULL", "", "a b", "a\"b", "a\\b", "{a,b}", "ä\uD83D\uDE00", "k!1.2", "\n")
                .map(text -> new Locator(LedgerTable.zone("z" + (text.hashCode() & 0xffff)), text + "b", text,
                        Optional.of(text).filter(version -> !version.isEmpty()),
                        new Stamp(1, plain.intent().version(), 1)))
                .toList();
        Intent intent = new Intent(plain.intent().version(), plain.intent().bucket(), plain.intent().object(), places);
        Commit commit = new Commit(intent, plain.content(), plain.conditions(), 1, places, List.of(), List.of(),
                List.of(),
                plain.origin());
        begin(List.of(new Write(commit)));

        Version version = version(committed(List.of(new Write(commit))).getFirst());

        assertThat(version.completeCopies()).extracting(Copy::locator).isEqualTo(places);
        assertThat(table.current("k")).contains(version);
    }

    @Test
    void whatACommitLeavesToBeDoneIsDoneOnlyWhereItWasTaken() {
        table.committed(table.write("held").to("oslo"));
        List<Write> writes = Stream.of("free", "held")
                .map(key -> table.write(key).to("oslo").owing("vardo").running("tromso"))
                .toList();
        begin(writes);
        CompletableFuture<@Nullable Long> other = held("heads", "key = 'held'");

        Version version = version(committed(writes).getFirst());

        assertThat(world.column("SELECT DISTINCT version_id FROM tasks", UUID.class))
                .containsExactly(version.id().value());
        assertThat(world.column("SELECT kind || ' ' || zone FROM tasks ORDER BY 1", String.class))
                .containsExactly("COPY tromso", "COPY vardo", "PURGE tromso");
        assertThat(table.current("free")).contains(version);
        end.tryEmitEmpty();
        assertThat(other).succeedsWithin(Duration.ofSeconds(20));
    }

    private List<Write> begun(String... keys) {
        List<Write> writes = Stream.of(keys).map(key -> table.write(key).to("oslo")).toList();
        begin(writes);
        return writes;
    }

    private void begin(List<Write> writes) {
        assertThat(intents.run(writes.stream().map(write -> write.commit().intent()).toList(), false).block())
                .hasSize(writes.size());
    }

    private List<Outcome<Decision>> committed(List<Write> writes) {
        return committing(writes).join();
    }

    private CompletableFuture<List<Outcome<Decision>>> committing(List<Write> writes) {
        return commits.run(writes.stream().<Mutation>map(write -> new Put(write.commit())).toList(), false)
                .toFuture()
                .thenApply(Objects::requireNonNull);
    }

    /** Somebody else's lock on these rows, until the end. */
    private CompletableFuture<@Nullable Long> held(String relation, String which) {
        CompletableFuture<@Nullable Long> held = world
                .inTransaction("SELECT FROM " + relation + " WHERE " + which + " FOR UPDATE", end.asMono())
                .toFuture();
        world.awaitLock(relation, "RowShareLock");
        return held;
    }

    /** 0 for what was missed. */
    private static List<Long> sequences(List<Outcome<Decision>> outcomes) {
        return outcomes.stream()
                .map(outcome -> outcome instanceof Outcome.Missed<Decision> ? 0L : version(outcome).sequence())
                .toList();
    }

    private static Version version(Outcome<Decision> outcome) {
        return ((Committed) ((Decision.OfPut) ((Outcome.Done<Decision>) outcome).result()).result()).version();
    }

    private List<String> states(String key) {
        return world.column("SELECT state FROM versions WHERE key = '" + key + "' ORDER BY sequence", String.class);
    }

    private long rows(String of) {
        return world.column("SELECT count(*) FROM " + of, Long.class).getFirst();
    }
}
