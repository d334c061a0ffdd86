package dev.s3gateway.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.ledger.Intent;
import dev.s3gateway.ledger.LedgerTable;
import dev.s3gateway.ledger.LedgerTable.Write;
import dev.s3gateway.ledger.postgres.Mutation.HeadKey;
import dev.s3gateway.ledger.postgres.Mutation.Put;
import dev.s3gateway.lifecycle.Background;
import dev.s3gateway.lifecycle.CrashPoints;
import dev.s3gateway.object.ObjectKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Prints what a batch costs PostgreSQL and us in CPU, by the number of its rows: an intent batch, a commit batch of new
 * keys and one of known keys, one after the other on one connection. Nothing here depends on what else the machine does,
 * but for the caches.
 */
public final class BatchCost {

    private static final List<Integer> SIZES = List.of(3, 10, 20, 60);
    private static final Duration ROUND = Duration.ofSeconds(Integer.getInteger("round", 3));
    private static final int ROUNDS = 3;

    private final PostgresWorld world = new PostgresWorld();
    private final LedgerTable table = new LedgerTable(world);
    private final Database database = new Database(world.config());
    private final HeldLease lease = new HeldLease(Duration.ofDays(1), System::nanoTime);
    private final Journal journal = new Journal();
    private final IntentBatch intents = new IntentBatch(database, journal, lease, CrashPoints.NONE);
    private final Acknowledged acknowledged = new Acknowledged(Duration.ofHours(1), System::nanoTime);
    private final CommitBatch commits = new CommitBatch(database, journal, lease, LedgerTable.DELAYS,
            CrashPoints.NONE, acknowledged);
    private long number;

    public static void main(String[] arguments) {
        if (arguments.length > 0) {
            new PostgresWorld().run("ALTER DATABASE ledger_contract SET " + arguments[0]);
        }
        BatchCost cost = new BatchCost();
        new PostgresLeases(cost.database, cost.lease, cost.journal, LedgerTable.DELAYS, "cost",
                new Faith(cost.acknowledged, "cost")).acquire().block();
        cost.world.run("UPDATE leases SET expires_at = 'infinity'");
        for (int size : SIZES) {
            cost.print("new keys", size, n -> "k" + n);
            cost.print("1000 keys", size, n -> "again" + n % 1000);
            cost.printReads(size);
        }
        System.exit(0);
    }

    private void print(String what, int size, Function<Long, String> key) {
        double[] begun = new double[2];
        double[] committed = new double[2];
        for (int round = -1; round < ROUNDS; round++) {
            if (round == 0) {
                begun = new double[2];
                committed = new double[2];
            }
            long batches = 0;
            double[] b = new double[2];
            double[] c = new double[2];
            for (long end = System.nanoTime() + ROUND.toNanos(); System.nanoTime() < end;) {
                List<List<Write>> writes = IntStream.range(0, 50).mapToObj(_ -> writes(size, key)).toList();
                batches += writes.size();
                add(b, spent(() -> writes.forEach(some -> {
                    assertThat(intents.run(some.stream().map(w -> w.commit().intent()).toList(), false).block())
                            .hasSize(size);
                })));
                add(c, spent(() -> writes.forEach(some -> {
                    assertThat(commits.run(some.stream().<Mutation>map(w -> new Put(w.commit())).toList(), false)
                            .block()).hasSize(size);
                })));
            }
            for (int i = 0; i < 2; i++) {
                begun[i] += b[i] / batches / ROUNDS;
                committed[i] += c[i] / batches / ROUNDS;
            }
        }
        System.out.printf("%3d %s: PostgreSQL %.0f + %.0f us a batch, %.1f us a PUT; ours %.0f + %.0f, %.1f%n", size,
                what, begun[0], committed[0], (begun[0] + committed[0]) / size, begun[1], committed[1],
                (begun[1] + committed[1]) / size);
    }

    private void printReads(int size) {
        double[] read = new double[2];
        PostgresVersions versions = new PostgresVersions(database, journal, lease, LedgerTable.DELAYS,
                new Background(Duration.ofSeconds(1)), CrashPoints.NONE, acknowledged);
        for (int round = -1; round < ROUNDS; round++) {
            long batches = 0;
            double[] r = new double[2];
            for (long end = System.nanoTime() + ROUND.toNanos() / 2; System.nanoTime() < end;) {
                List<HeadKey> keys = IntStream.range(0, size)
                        .mapToObj(n -> new HeadKey(table.bucket().id(), new ObjectKey("again" + n)))
                        .toList();
                batches += 50;
                add(r, spent(() -> {
                    for (int i = 0; i < 50; i++) {
                        assertThat(versions.lookUp(keys).block()).hasSize(size);
                    }
                }));
            }
            if (round >= 0) {
                add(read, new double[]{r[0] / batches / ROUNDS, r[1] / batches / ROUNDS});
            }
        }
        System.out.printf("%3d look-ups: PostgreSQL %.0f us a batch, %.1f us each; ours %.0f, %.1f%n", size, read[0],
                read[0] / size, read[1], read[1] / size);
    }

    private List<Write> writes(int size, Function<Long, String> key) {
        List<Write> writes = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            writes.add(table.write(key.apply(number++)).to("oslo", "bergen", "tromso"));
        }
        return writes;
    }

    private static void add(double[] sum, double[] more) {
        sum[0] += more[0];
        sum[1] += more[1];
    }

    /** Microseconds of PostgreSQL, and of this process. */
    private static double[] spent(Runnable work) {
        double postgres = CommitRate.cpu();
        double ours = CommitRate.seconds(ProcessHandle.current());
        work.run();
        return new double[]{(CommitRate.cpu() - postgres) * 1e6,
                (CommitRate.seconds(ProcessHandle.current()) - ours) * 1e6};
    }
}
