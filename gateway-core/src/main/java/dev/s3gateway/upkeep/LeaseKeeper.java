package dev.s3gateway.upkeep;

import dev.s3gateway.job.Job;
import dev.s3gateway.job.Step;
import dev.s3gateway.ledger.Delays;
import dev.s3gateway.ledger.Leases;
import dev.s3gateway.lifecycle.Component;
import dev.s3gateway.replication.Standing;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Holds this process's right to commit: acquired at the start, renewed ten times as often as it lapses, as a job, given up at the stop. A
 * process that could not renew it for half its time has no standing, well before the ledger gives it to another.
 */
public final class LeaseKeeper implements Component, Job, Standing {

    private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);

    private final Leases leases;
    private final Duration patience;
    private final Duration answer;
    private final Step next;
    private final LongSupplier nanos;
    private volatile Optional<Held> held = Optional.empty();

    private record Held(long incarnation, long since) {}

    /** {@code nanos} is a clock that only ever goes forward, such as {@link System#nanoTime}. */
    public LeaseKeeper(Leases leases, Delays delays, LongSupplier nanos) {
        this.leases = leases;
        this.patience = delays.patience();
        this.answer = delays.lease().dividedBy(5);
        this.next = new Step.Idle(delays.lease().dividedBy(10));
        this.nanos = nanos;
    }

    @Override
    public String name() {
        return "lease";
    }

    @Override
    public Mono<Void> start() {
        return acquired().then();
    }

    @Override
    public Mono<Void> stop() {
        return Mono.defer(() -> {
            boolean ours = held.isPresent();
            held = Optional.empty();
            return ours ? leases.release() : Mono.empty();
        });
    }

    @Override
    public Mono<Step> step() {
        return Mono.defer(() -> {
            // Counted from before the call: the ledger may have renewed it just then.
            long asked = nanos.getAsLong();
            return leases.renew()
                    .flatMap(renewed -> renewed ? kept(asked) : acquired())
                    .timeout(answer)
                    .thenReturn(next)
                    // At the same pace while the ledger is away: writes go on within a second of its return.
                    .onErrorResume(failure -> Mono.fromSupplier(() -> missed(failure)));
        });
    }

    private Step missed(Throwable failure) {
        LOG.warn("the lease could not be renewed{}: {}", incarnation().isEmpty() ? ", writes are refused" : "",
                failure.toString());
        return next;
    }

    @Override
    public OptionalLong incarnation() {
        return held.filter(lease -> nanos.getAsLong() - lease.since < patience.toNanos())
                .map(lease -> OptionalLong.of(lease.incarnation))
                .orElseGet(OptionalLong::empty);
    }

    private Mono<Held> acquired() {
        return Mono.defer(() -> {
            long asked = nanos.getAsLong();
            return leases.acquire().then(leases.incarnation()).map(incarnation -> holding(incarnation, asked));
        });
    }

    private Mono<Held> kept(long asked) {
        return Mono.justOrEmpty(held).map(lease -> holding(lease.incarnation, asked)).switchIfEmpty(acquired());
    }

    private Held holding(long incarnation, long since) {
        Held now = new Held(incarnation, since);
        held = Optional.of(now);
        return now;
    }
}
