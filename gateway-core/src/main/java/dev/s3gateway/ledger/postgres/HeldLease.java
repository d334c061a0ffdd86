package dev.s3gateway.ledger.postgres;

import dev.s3gateway.ledger.LedgerUnavailable;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/** The lease of this process as it knows it: which, and when the database last confirmed it, by our monotonic clock. */
final class HeldLease {

    private record Held(UUID id, long confirmedAt) {}

    private final Duration patience;
    private final LongSupplier nanoTime;
    private final Ids ids = new Ids();
    private final AtomicReference<Optional<Held>> held = new AtomicReference<>(Optional.empty());

    HeldLease(Duration patience, LongSupplier nanoTime) {
        this.patience = patience;
        this.nanoTime = nanoTime;
    }

    /** The lease under which we may act now; fails where there is none, or it could not be renewed lately. */
    UUID current() {
        return held.get()
                .filter(lease -> nanoTime.getAsLong() - lease.confirmedAt() <= patience.toNanos())
                .map(Held::id)
                .orElseThrow(() -> new LedgerUnavailable("this process holds no lease that it could renew lately",
                        null));
    }

    /** A name for something new that this process writes. */
    UUID fresh() {
        return ids.next();
    }

    Optional<UUID> id() {
        return held.get().map(Held::id);
    }

    long now() {
        return nanoTime.getAsLong();
    }

    /** {@code asked}: when the question left, since the answer may have waited. */
    void confirmed(UUID id, long asked) {
        held.set(Optional.of(new Held(id, asked)));
    }

    void lost(UUID id) {
        held.updateAndGet(now -> now.filter(lease -> !lease.id().equals(id)));
    }
}
