package dev.s3gateway.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.ledger.CommitResult;
import dev.s3gateway.ledger.LedgerTable;
import dev.s3gateway.ledger.LedgerTable.Write;
import dev.s3gateway.lifecycle.CrashPoints;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Prints how many writes a second the ledger takes, and what one costs PostgreSQL in CPU beside the plainest durable
 * write there is, an upsert of one row: T1 and T2 of 64 requests at a time on the bundled PostgreSQL, in rounds that take
 * turns, first of ever new keys, then of few. Only the ratio means anything on a machine that does something else too.
 */
public final class CommitRate {

    private static final int IN_FLIGHT = Integer.getInteger("in-flight", 64);
    private static final int ROUNDS = Integer.getInteger("rounds", 5);
    private static final Duration WARM_UP = Duration.ofSeconds(Integer.getInteger("warm-up", 10));
    private static final Duration ROUND = Duration.ofSeconds(5);

    private static final String TABLE = """
            CREATE TABLE IF NOT EXISTS plain (bucket bigint, key text COLLATE "C", etag text, size bigint,
                at timestamptz, PRIMARY KEY (bucket, key))""";
    private static final String UPSERT = """
            INSERT INTO plain VALUES (1, $1, 'd41d8cd98f00b204e9800998ecf8427e', 4096, now())
            ON CONFLICT (bucket, key) DO UPDATE SET etag = excluded.etag, size = excluded.size, at = excluded.at""";

    /** @param microsEach of PostgreSQL
     *  @param ours of this process, the making of the write included */
    private record Cost(long many, double microsEach, double ours) {}

    private final LedgerTable table;
    private final PostgresLedger ledger;
    private final Database plain;
    private final AtomicLong number = new AtomicLong();

    private CommitRate(PostgresWorld world) {
        this.table = new LedgerTable(world);
        this.ledger = world.process(CrashPoints.NONE);
        this.plain = new Database(world.config());
        assertThat(world.run(TABLE)).isZero();
    }

    /** With an argument there are only commits, for a profiler to look at. */
    public static void main(String[] arguments) {
        CommitRate rate = new CommitRate(new PostgresWorld());
        rate.ledger.leases().acquire().block();
        Disposable renewing = Flux.interval(Duration.ofSeconds(1))
                .concatMap(_ -> rate.ledger.leases().renew())
                .subscribe();
        try {
            if (arguments.length > 0) {
                System.out.println(rate.cost(n -> rate.put("k" + n), Duration.ofMinutes(1)));
                return;
            }
            rate.print("new keys", n -> "k" + n);
            rate.print("1000 keys again and again", n -> "again" + n % 1000);
        } finally {
            renewing.dispose();
            rate.plain.close().block();
            rate.table.close();
        }
        System.exit(0);
    }

    private void print(String what, LongFunction<String> keys) {
        LongFunction<Mono<?>> commit = n -> put(keys.apply(n));
        LongFunction<Mono<?>> upsert = n -> plain.alone(session -> session.run(UPSERT, keys.apply(n)));
        List<Cost> commits = new ArrayList<>();
        List<Cost> upserts = new ArrayList<>();
        Cost warm = cost(commit, WARM_UP);
        for (int round = 0; round < ROUNDS; round++) {
            upserts.add(cost(upsert, ROUND));
            commits.add(cost(commit, ROUND));
        }
        Cost one = median(commits);
        Cost other = median(upserts);
        System.out.printf("%s: %d commits a second with %d in flight, %.1f us of PostgreSQL each and %.1f us of ours;"
                + " upserts %d, %.1f us and %.1f us; ratio %.2f (%d commits to warm up)%n", what,
                one.many / ROUND.toSeconds(), IN_FLIGHT, one.microsEach, one.ours, other.many / ROUND.toSeconds(),
                other.microsEach, other.ours, one.microsEach / other.microsEach, warm.many);
    }

    private static Cost median(List<Cost> costs) {
        return costs.stream().sorted(Comparator.comparingDouble(Cost::microsEach)).toList().get(ROUNDS / 2);
    }

    private Cost cost(LongFunction<Mono<?>> one, Duration time) {
        double before = cpu();
        double ownBefore = seconds(ProcessHandle.current());
        long end = System.nanoTime() + time.toNanos();
        long many = Objects.requireNonNull(Flux.<Long>generate(sink -> {
            if (System.nanoTime() < end) {
                sink.next(number.incrementAndGet());
            } else {
                sink.complete();
            }
        }).flatMap(n -> one.apply(n).thenReturn(n), IN_FLIGHT).count().block());
        return new Cost(many, (cpu() - before) * 1e6 / many,
                (seconds(ProcessHandle.current()) - ownBefore) * 1e6 / many);
    }

    /** Seconds of PostgreSQL, whose processes are our only children. */
    static double cpu() {
        return ProcessHandle.current()
                .descendants()
                .mapToDouble(CommitRate::seconds)
                .sum();
    }

    static double seconds(ProcessHandle process) {
        return process.info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
    }

    private Mono<Boolean> put(String key) {
        Write write = table.write(key).to("oslo", "bergen", "tromso");
        return ledger.versions()
                .begin(write.commit().intent())
                .then(Mono.defer(() -> ledger.versions().commit(write.commit())))
                .map(result -> {
                    assertThat(result).isInstanceOf(CommitResult.Committed.class);
                    return true;
                });
    }
}
