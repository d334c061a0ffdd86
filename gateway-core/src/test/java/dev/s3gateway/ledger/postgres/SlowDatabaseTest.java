package dev.s3gateway.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.ledger.CommitResult.Committed;
import dev.s3gateway.ledger.CommitResult;
import dev.s3gateway.ledger.LedgerTable;
import dev.s3gateway.ledger.LedgerTable.Write;
import dev.s3gateway.ledger.LedgerUnavailable;
import dev.s3gateway.lifecycle.Background;
import dev.s3gateway.lifecycle.CrashPoints;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.tcp.TcpResources;

/** F29: every connection is in use, each answer takes two seconds, and callers leave by the hundred. */
@Timeout(60)
class SlowDatabaseTest {

    private static final Duration TWO_SECONDS = Duration.ofSeconds(2);

    private final PostgresWorld world = new PostgresWorld();
    private final LedgerTable table = new LedgerTable(world);
    private final Relay relay = new Relay(world.config());
    private final Background background = new Background(Duration.ofSeconds(5));
    private final LedgerConfig config;
    private final PostgresLedger ledger;

    SlowDatabaseTest() throws IOException {
        config = relay.config()
                .withPool(4)
                .withTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(5));
        ledger = new PostgresLedger(config, TcpResources.get(), LedgerTable.DELAYS, "slow", background,
                CrashPoints.NONE);
        ledger.leases().acquire().block();
    }

    @AfterEach
    void close() throws IOException {
        ledger.stop().block();
        table.close();
        relay.close();
    }

    @Test
    void whoFindsEveryConnectionInUseIsToldSoAtOnce() {
        Sinks.Empty<Void> end = Sinks.empty();
        var locked = world.inTransaction("LOCK TABLE buckets", end.asMono()).toFuture();
        world.awaitLock("buckets", "AccessExclusiveLock");
        long began = System.nanoTime();

        List<Boolean> told = Objects.requireNonNull(Flux.range(0, 100)
                .flatMap(_ -> buckets().map(_ -> false).onErrorReturn(LedgerUnavailable.class, true), 100)
                .take(90)
                .collectList()
                .block());

        assertThat(told).as("all but those who have a connection").doesNotContain(false);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
        end.tryEmitEmpty();
        assertThat(locked).succeedsWithin(Duration.ofSeconds(20));
        awaitRest();
        assertThat(buckets().block()).isEmpty();
    }

    @Test
    void aStartOutlastsADatabaseThatIsSlowToGreet() {
        relay.slow(Duration.ofSeconds(3));
        PostgresLedger starting = new PostgresLedger(config, TcpResources.get(), LedgerTable.DELAYS, "starting",
                background, CrashPoints.NONE);
        var started = starting.start().toFuture();
        assertThat(started).as("after the first time-out")
                .satisfies(_ -> Mono.delay(Duration.ofMillis(1500)).block())
                .isNotDone();

        relay.slow(Duration.ZERO);

        assertThat(started).succeedsWithin(Duration.ofSeconds(20));
        starting.stop().block();
    }

    @Test
    void aStormOfCallersWhoLeaveLeavesNothingBehind() {
        Write write = table.write("k").to("oslo");
        assertThat(committed(write)).isInstanceOf(Committed.class);
        relay.slow(TWO_SECONDS);
        Random random = new Random(29);

        Flux.merge(Flux.fromStream(IntStream.range(0, 1000)
                .mapToObj(i -> call(i)
                        .timeout(Duration.ofMillis(1 + random.nextInt(1000)), Mono.empty())
                        .onErrorComplete(LedgerUnavailable.class))),
                1000).blockLast();

        relay.slow(Duration.ZERO);
        awaitRest();
        ledger.leases().acquire().block();
        assertThat(committed(table.write("k").to("oslo"))).isInstanceOf(Committed.class);
        assertThat(world.column("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                + " AND state LIKE 'idle in transaction%'", Long.class)).containsExactly(0L);
    }

    private Mono<?> call(int i) {
        return switch (i % 3) {
            case 0 -> buckets();
            case 1 -> ledger.versions().current(table.bucket().id(), LedgerTable.object("k"));
            default -> ledger.versions().begin(table.write("k" + i).to("oslo").commit().intent());
        };
    }

    private CommitResult committed(Write write) {
        return Objects.requireNonNull(ledger.versions()
                .begin(write.commit().intent())
                .then(Mono.defer(() -> ledger.versions().commit(write.commit())))
                .block());
    }

    private Mono<List<String>> buckets() {
        return ledger.buckets().ownedBy("nobody").map(found -> found.stream().map(Object::toString).toList());
    }

    /** The pool is idle, and nothing of ours runs. */
    private void awaitRest() {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (ledger.busyConnections() > 0 || Stream.ofNullable(background.running())
                .anyMatch(work -> work.values()
                        .stream()
                        .anyMatch(count -> count > 0))) {
            assertThat(System.nanoTime()).as("connections in use: " + ledger.busyConnections() + ", work: "
                    + background.running()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
