package dev.s3gateway.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.ledger.Bucket;
import dev.s3gateway.ledger.LedgerTable;
import dev.s3gateway.ledger.postgres.Heads.Locked;
import dev.s3gateway.ledger.postgres.Heads.Wanted;
import dev.s3gateway.ledger.postgres.Mutation.HeadKey;
import dev.s3gateway.object.ObjectKey;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Sinks;

/** One statement locks all that a batch stands on: what it holds while it waits for the first of it. */
@Timeout(60)
class LockOrderTest {

    private final PostgresWorld world = new PostgresWorld();
    private final LedgerTable table = new LedgerTable(world);
    private final List<Bucket> buckets = Stream.of("one", "two", "three")
            .map(name -> table.make("lock-order-" + name))
            .sorted((one, other) -> one.id().toString().compareTo(other.id().toString()))
            .toList();
    private final Sinks.Empty<Void> end = Sinks.empty();

    @BeforeEach
    void fill() {
        for (Bucket bucket : buckets) {
            table.committed(table.write(bucket, "k").to("oslo"));
        }
    }

    @AfterEach
    void close() {
        table.close();
    }

    @Test
    void noBucketAndNoHeadIsHeldWhileALeaseIsWaitedFor() {
        CompletableFuture<@Nullable Long> recovery = held("SELECT FROM leases FOR UPDATE");
        CompletableFuture<@Nullable Locked> batch = locking();
        world.awaitWaiting(1);

        assertThat(free("buckets", "true"))
                .isEqualTo(world.column("SELECT count(*) FROM buckets", Long.class).getFirst());
        assertThat(free("heads", "true")).isEqualTo(3);

        assertGoesOn(recovery, batch);
    }

    @Test
    void noHeadIsHeldWhileALaterKeysBucketIsWaitedFor() {
        CompletableFuture<@Nullable Long> removal = held(
                "SELECT FROM buckets WHERE id = '" + buckets.getLast().id() + "' FOR UPDATE");
        CompletableFuture<@Nullable Locked> batch = locking();
        world.awaitWaiting(1);

        assertThat(free("heads", "true")).isEqualTo(3);
        assertThat(free("buckets", "id = '" + buckets.getFirst().id() + "'")).as("in order").isZero();

        assertGoesOn(removal, batch);
    }

    private CompletableFuture<@Nullable Long> held(String sql) {
        CompletableFuture<@Nullable Long> held = world.inTransaction(sql, end.asMono()).toFuture();
        world.awaitLock(sql.contains("leases") ? "leases" : "buckets", "RowShareLock");
        return held;
    }

    /** A known key and a new one in each bucket. */
    private CompletableFuture<@Nullable Locked> locking() {
        UUID[] leases = world.column("SELECT id FROM leases", UUID.class).toArray(UUID[]::new);
        UUID[] ids = buckets.stream().map(bucket -> bucket.id().value()).toArray(UUID[]::new);
        List<Wanted> wanted = buckets.stream()
                .flatMap(bucket -> Stream.of("k", "new").map(key -> new HeadKey(bucket.id(), new ObjectKey(key))))
                .map(key -> new Wanted(key, true))
                .toList();
        Database database = new Database(world.config());
        return database.batchOnce(session -> Database.begin(session)
                .then(Heads.lock(session, leases, ids, wanted, false))
                .flatMap(locked -> Database.commit(session).thenReturn(locked)))
                .flatMap(locked -> database.close().thenReturn(locked))
                .toFuture();
    }

    private long free(String relation, String which) {
        return world.within(session -> session.rows(
                "SELECT true FROM " + relation + " WHERE " + which + " FOR UPDATE SKIP LOCKED", _ -> true))
                .size();
    }

    private void assertGoesOn(CompletableFuture<@Nullable Long> holder, CompletableFuture<@Nullable Locked> batch) {
        assertThat(batch).isNotDone();
        end.tryEmitEmpty();
        assertThat(holder).succeedsWithin(Duration.ofSeconds(20));
        assertThat(batch).succeedsWithin(Duration.ofSeconds(20))
                .satisfies(locked -> assertThat(Objects.requireNonNull(locked).heads()).hasSize(6));
    }
}
