package dev.s3gateway.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.ledger.Bucket;
import dev.s3gateway.ledger.Buckets;
import dev.s3gateway.ledger.CommitResult;
import dev.s3gateway.ledger.CommitResult.Committed;
import dev.s3gateway.ledger.CommitResult.ConditionFailed;
import dev.s3gateway.ledger.Delays;
import dev.s3gateway.ledger.KeyPage;
import dev.s3gateway.ledger.KeyQuery;
import dev.s3gateway.ledger.Ledger;
import dev.s3gateway.ledger.LedgerTable.Write;
import dev.s3gateway.ledger.LedgerTable;
import dev.s3gateway.ledger.LedgerUnavailable;
import dev.s3gateway.ledger.ListingModel;
import dev.s3gateway.ledger.Task;
import dev.s3gateway.lifecycle.CrashPoints;
import dev.s3gateway.object.Conditions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/** Many writers, several gateways, lost connections. */
@Timeout(120)
class PostgresContentionTest {

    // Nobody renews the leases here, and the machine may be slow.
    private static final Delays PATIENT = new Delays(LedgerTable.DELAYS.grace(), LedgerTable.DELAYS.horizon(),
            LedgerTable.DELAYS.late(), Duration.ofMinutes(5));

    private final PostgresWorld world = new PostgresWorld(PATIENT);
    private final LedgerTable table = new LedgerTable(world);

    @AfterEach
    void close() {
        table.close();
    }

    @Test
    void of64WritersWhoWantAKeyNotToExistExactlyOneWins() {
        Ledger other = table.another();

        List<CommitResult> results = all(IntStream.range(0, 64)
                .mapToObj(i -> put(i % 2 == 0 ? table.ledger() : other,
                        table.write("k").to("oslo").ifNoneMatch(Conditions.ANY)))
                .toList());

        assertThat(results).filteredOn(Committed.class::isInstance).hasSize(1);
        assertThat(results).filteredOn(new ConditionFailed("If-None-Match")::equals).hasSize(63);
    }

    @Test
    void twoGatewaysOnFewKeysKeepEverySequenceTotal() {
        Ledger other = table.another();

        List<CommitResult> results = all(IntStream.range(0, 300).mapToObj(i -> {
            Ledger ledger = i % 2 == 0 ? table.ledger() : other;
            Write write = table.write("k" + i % 5).to("oslo");
            return i % 7 == 0
                    ? ledger.versions()
                            .remove(table.bucket().id(), write.commit().intent().object(), Conditions.NONE,
                                    LedgerTable.ORIGIN)
                            .then(Mono.<CommitResult>empty())
                    : put(ledger, write);
        }).toList());

        assertThat(results).hasSize(257).allMatch(Committed.class::isInstance);
        assertThat(world.column("SELECT count(*) FROM (SELECT DISTINCT key, sequence FROM versions) s", Long.class))
                .containsExactly(257L);
        assertThat(world.column("SELECT count(*) FROM versions WHERE state = 'COMMITTED' AND id NOT IN"
                + " (SELECT version_id FROM heads WHERE live)", Long.class)).containsExactly(0L);
        assertThat(world.column("SELECT count(*) FROM intents", Long.class).getFirst()).isLessThan(5);
    }

    @RepeatedTest(8)
    void aCommitThatMeetsTheRemovalOfItsBucketIsRefusedOrKeepsTheBucket(RepetitionInfo round) {
        Ledger other = table.another();
        Bucket bucket = table.make("meeting-" + table.bucket().name().value());
        List<Write> writes = IntStream.range(0, 24).mapToObj(i -> table.write(bucket, "k" + i).to("oslo")).toList();
        writes.forEach(write -> owner(other, write).versions().begin(write.commit().intent()).block());

        List<Mono<Object>> calls = writes.stream()
                .map(write -> owner(other, write).versions().commit(write.commit()).cast(Object.class))
                .collect(Collectors.toCollection(ArrayList::new));
        calls.add(3 * (round.getCurrentRepetition() - 1),
                other.buckets().delete(bucket.name(), LedgerTable.ORIGIN).cast(Object.class));
        List<Object> results = all(calls);

        boolean deleted = results.contains(Buckets.Deletion.DELETED);
        assertThat(results).contains(deleted ? Buckets.Deletion.DELETED : Buckets.Deletion.NOT_EMPTY)
                .filteredOn(CommitResult.class::isInstance)
                .hasSize(24)
                .allMatch(deleted ? CommitResult.BucketGone.class::isInstance : Committed.class::isInstance);
        assertThat(world.column("SELECT count(*) FROM heads h JOIN buckets b ON b.id = h.bucket_id"
                + " WHERE h.live AND b.state <> 'OPEN'", Long.class)).containsExactly(0L);
    }

    private Ledger owner(Ledger other, Write write) {
        return write.commit().intent().version().hashCode() % 2 == 0 ? table.ledger() : other;
    }

    @Test
    void aConnectionLostBeforeCommitChangesNothingTwice() {
        assertThat(commitWhileLosingTheConnection("ledger.before-commit")).isInstanceOf(Committed.class);

        assertThat(table.current("k").orElseThrow().sequence()).isEqualTo(1);
    }

    @Test
    void aConnectionLostAfterCommitIsResolvedByReadingTheRow() {
        assertThat(commitWhileLosingTheConnection("ledger.after-commit")).isInstanceOf(Committed.class);

        assertThat(table.current("k").orElseThrow().sequence()).isEqualTo(1);
        assertThat(world.column("SELECT count(*) FROM versions", Long.class)).containsExactly(1L);
    }

    // What was refused is purged from that moment on: it must not become a version when the condition holds again.
    @Test
    void aRefusalWhoseCommitWasLostStaysARefusal() {
        table.committed(table.write("k").to("oslo"));
        AtomicBoolean armed = new AtomicBoolean(true);
        CrashPoints crash = point -> point.equals("ledger.after-commit") && armed.getAndSet(false)
                ? Mono.fromCallable(() -> table.remove("k")).subscribeOn(Schedulers.boundedElastic()).then(lost(point))
                : Mono.empty();
        PostgresLedger ledger = world.process(crash);
        ledger.leases().acquire().block();
        Write late = table.write("k").to("oslo").ifNoneMatch(Conditions.ANY);

        assertThat(put(ledger, late).block()).isEqualTo(new ConditionFailed("If-None-Match"));

        assertThat(table.current("k")).isEmpty();
        assertThat(table.claim(Task.Kind.PURGE)).extracting(task -> task.locator().orElseThrow())
                .contains(late.locator("oslo"));
    }

    // Such as a COMMIT that the network still holds back: whoever purges before it arrives purges a live version.
    // A47: a crowd of slow clients all had to be given up at once, and the lease lapsed behind them.
    @Test
    void theLeaseIsRenewedWhileEveryOtherConnectionIsWaitedFor() {
        Sinks.Empty<Void> end = Sinks.empty();
        CompletableFuture<@Nullable Long> locked = world.inTransaction("LOCK TABLE buckets", end.asMono()).toFuture();
        world.awaitLock("buckets", "AccessExclusiveLock");
        List<CompletableFuture<Boolean>> crowd = IntStream.range(0, 50)
                .mapToObj(_ -> table.ledger().buckets().ownedBy("nobody").map(List::isEmpty).toFuture())
                .toList();
        world.awaitWaiting(world.config().pool());

        assertThat(table.ledger().leases().renew().block(Duration.ofSeconds(5))).isTrue();

        assertThat(crowd).noneMatch(CompletableFuture::isDone);
        end.tryEmitEmpty();
        assertThat(locked).succeedsWithin(Duration.ofSeconds(20));
        assertThat(crowd).allMatch(CompletableFuture::join);
    }

    @Test
    void nothingIsAbandonedWhileATransactionThatMayCommitItHoldsTheKey() {
        Write write = table.begin(table.write("k").to("oslo"));
        Sinks.Empty<Void> arrived = Sinks.empty();
        CompletableFuture<@Nullable Long> inFlight = world.inTransaction(
                "INSERT INTO heads (bucket_id, key, sequence, live, size, etag, last_modified) VALUES ('"
                        + table.bucket().id() + "', 'k', 1, false, 0, '', 'epoch')",
                arrived.asMono()).toFuture();
        world.awaitLock("heads");
        assertThat(isUnavailable(table.ledger().versions().commit(write.commit()))).isTrue();

        assertThat(isUnavailable(table.ledger().versions().abandon(write.commit().intent()))).isTrue();
        assertThat(world.column("SELECT count(*) FROM tasks WHERE kind = 'PURGE'", Long.class)).containsExactly(0L);

        arrived.tryEmitEmpty();
        assertThat(inFlight.join()).isEqualTo(1);
        table.ledger().versions().abandon(write.commit().intent()).block();
        assertThat(table.claim(Task.Kind.PURGE)).hasSize(1);
    }

    private static boolean isUnavailable(Mono<?> call) {
        return Objects.requireNonNull(
                call.then(Mono.just(false)).onErrorReturn(LedgerUnavailable.class, true).block());
    }

    private CommitResult commitWhileLosingTheConnection(String where) {
        AtomicBoolean armed = new AtomicBoolean(true);
        CrashPoints crash = point -> point.equals(where) && armed.getAndSet(false) ? lost(where) : Mono.empty();
        PostgresLedger ledger = world.process(crash);
        ledger.leases().acquire().block();
        return Objects.requireNonNull(put(ledger, table.write("k").to("oslo")).block());
    }

    /** Before COMMIT the server ends every other session; after it the answer is lost. */
    private Mono<Void> lost(String where) {
        return where.endsWith("after-commit")
                ? Mono.error(new IllegalStateException("the answer to COMMIT is lost"))
                : world.terminateOthers();
    }

    @Test
    void aBadRowFailsAloneInItsBatch() {
        List<Write> writes = IntStream.range(0, 20).mapToObj(i -> table.write("k" + i).to("oslo")).toList();
        Write bad = table.write("bad").to("oslo").named("\0");

        List<String> results = all(Stream.concat(writes.stream(), Stream.of(bad))
                .map(write -> put(table.ledger(), write).map(_ -> "done").onErrorReturn("refused"))
                .toList());

        assertThat(results).filteredOn("done"::equals).hasSize(20);
        assertThat(results).filteredOn("refused"::equals).hasSize(1);
    }

    @Test
    void everyPageOfAListingIsTheModels() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<String> keys = random.ints(3000, 0, 1 << 20).mapToObj(i -> key(random)).distinct().toList();
        world.run("INSERT INTO heads (bucket_id, key, sequence, live, size, etag, last_modified) SELECT '"
                + table.bucket().id() + "', k, 1, true, 1, 'e', 'epoch' FROM unnest(ARRAY['"
                + String.join("','", keys) + "']) AS k");
        List<KeyPage.Key> sorted = table.page("", "", "", 10_000)
                .items()
                .stream()
                .map(KeyPage.Key.class::cast)
                .toList();
        assertThat(sorted).extracting(KeyPage.Key::name).isEqualTo(keys.stream().sorted(this::byBytes).toList());

        for (int i = 0; i < 200; i++) {
            KeyQuery query = new KeyQuery(table.bucket().id(), part(random), random.nextInt(3) == 0 ? "" : pick(random),
                    part(random), 1 + random.nextInt(20));
            KeyPage page = table.page(query.prefix(), query.delimiter(), query.after(), query.limit());
            assertThat(page).as("seed %d, %s", seed, query).isEqualTo(ListingModel.page(sorted, query));
        }
    }

    private int byBytes(String one, String other) {
        return Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private static final List<String> LETTERS = List.of("a", "b", "/", "//", "ä", "\uFFFD", "\uD83D\uDE00", " ");

    private static String pick(Random random) {
        return LETTERS.get(random.nextInt(LETTERS.size()));
    }

    private static String key(Random random) {
        return pick(random) + part(random) + part(random) + part(random);
    }

    private static String part(Random random) {
        StringBuilder part = new StringBuilder();
        for (int i = random.nextInt(3); i > 0; i--) {
            part.append(pick(random));
        }
        return part.toString();
    }

    private static Mono<CommitResult> put(Ledger ledger, Write write) {
        return ledger.versions()
                .begin(write.commit().intent())
                .then(Mono.defer(() -> ledger.versions().commit(write.commit())));
    }

    private static <T> List<T> all(List<Mono<T>> calls) {
        return new ArrayList<>(
                Objects.requireNonNull(Flux.merge(Flux.fromIterable(calls), 64).collectList().block()));
    }
}
