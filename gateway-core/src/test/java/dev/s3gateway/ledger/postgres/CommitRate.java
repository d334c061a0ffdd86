package dev.s3gateway.ledger.postgres;

import dev.s3gateway.ledger.CommitResult;
import dev.s3gateway.ledger.LedgerTable;
import dev.s3gateway.ledger.LedgerTable.Write;
import dev.s3gateway.lifecycle.CrashPoints;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Prints how many writes a second the ledger takes: T1 and T2 of 64 requests at a time on the bundled PostgreSQL, first
 * of ever new keys, then of few. Run it by hand on a machine that does nothing else.
 */
public final class CommitRate {

    private static final int IN_FLIGHT = 64;
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration MEASURED = Duration.ofSeconds(20);

    private final LedgerTable table;
    private final PostgresLedger ledger;
    private final AtomicLong number = new AtomicLong();

    private CommitRate(PostgresWorld world) {
        this.table = new LedgerTable(world);
        this.ledger = world.process(CrashPoints.NONE);
    }

    /** Takes no arguments. */
    public static void main(String[] arguments) {
        CommitRate rate = new CommitRate(new PostgresWorld());
        rate.ledger.leases().acquire().block();
        Disposable renewing = Flux.interval(Duration.ofSeconds(1))
                .concatMap(_ -> rate.ledger.leases().renew())
                .subscribe();
        try {
            rate.print("new keys", n -> "k" + n);
            rate.print("1000 keys again and again", n -> "again" + n % 1000);
        } finally {
            renewing.dispose();
            rate.table.close();
        }
        System.exit(0);
    }

    private void print(String what, LongFunction<String> keys) {
        long before = count(keys, WARM_UP);
        long commits = count(keys, MEASURED);
        System.out.printf("%s: %d commits a second with %d in flight (%d to warm up)%n", what,
                commits / MEASURED.toSeconds(), IN_FLIGHT, before);
    }

    private long count(LongFunction<String> keys, Duration time) {
        return Objects.requireNonNull(Flux.generate(sink -> sink.next(number.incrementAndGet()))
                .cast(Long.class)
                .flatMap(n -> put(keys.apply(n)), IN_FLIGHT)
                .take(time)
                .filter(CommitResult.Committed.class::isInstance)
                .count()
                .block());
    }

    private Mono<CommitResult> put(String key) {
        Write write = table.write(key).to("oslo", "bergen");
        return ledger.versions()
                .begin(write.commit().intent())
                .then(Mono.defer(() -> ledger.versions().commit(write.commit())));
    }
}
