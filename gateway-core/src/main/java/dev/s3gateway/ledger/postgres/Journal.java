package dev.s3gateway.ledger.postgres;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.Stamp;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.ledger.Intent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Which intents of this process are open, under which lease they were begun, and which row of the journal holds them. A
 * row goes when everything in it is decided: in the transaction that decides the last, or, where two transactions
 * decided the rest side by side, with a later one.
 */
final class Journal {

    /** {@code tried}: a transaction that would commit it may have been sent. */
    record Entry(UUID lease, UUID row, boolean tried) {}

    /** One attempt in one zone; nobody else's stamp is the same. */
    private record Place(ZoneCode zone, Stamp stamp) {
        static Place of(Locator locator) {
            return new Place(locator.zone(), locator.stamp());
        }
    }

    private static final String RAISE = """
            UPDATE intents SET fence = greatest(fence, $2) WHERE id = ANY ($1)""";

    private final Map<Intent, Entry> open = new HashMap<>();
    private final Map<Place, Intent> planned = new HashMap<>();
    private final Map<UUID, Set<Intent>> rows = new HashMap<>();
    private final Set<UUID> emptied = new HashSet<>();
    private long fence;

    synchronized void begun(UUID row, UUID lease, Collection<Intent> intents) {
        for (Intent intent : intents) {
            open.put(intent, new Entry(lease, row, false));
            intent.planned().forEach(place -> planned.put(Place.of(place), intent));
        }
        rows.put(row, new HashSet<>(intents));
    }

    /** The lease under which an open intent was begun. */
    synchronized Optional<UUID> leaseOf(Intent intent) {
        return Optional.ofNullable(open.get(intent)).map(Entry::lease);
    }

    /** What is known of an open intent. */
    synchronized Optional<Entry> entryOf(Intent intent) {
        return Optional.ofNullable(open.get(intent));
    }

    /** The newest fence: what is sent now passes those up to this one. */
    synchronized long fence() {
        return fence;
    }

    /** A fence that nothing passes which was sent before now. */
    synchronized long nextFence() {
        return ++fence;
    }

    /** Puts up a fence before these rows. Waits for statements that passed the one before and have not ended yet. */
    static Mono<Long> raise(Session session, UUID[] rows, long fence) {
        return session.run(RAISE, rows, fence);
    }

    /** A transaction that is to decide these is about to be sent. */
    synchronized void trying(Collection<Intent> intents) {
        intents.forEach(intent -> open.computeIfPresent(intent, (_, old) -> new Entry(old.lease(), old.row(), true)));
    }

    /** The open intent that plans to write exactly there. */
    synchronized Optional<Intent> planning(Locator place) {
        return Optional.ofNullable(planned.get(Place.of(place)));
    }

    /** The rows that can go with the transaction that decides these. */
    synchronized Set<UUID> emptiedBy(Collection<Intent> decided) {
        Set<Intent> all = new HashSet<>(decided);
        Set<UUID> gone = decided.stream()
                .map(open::get)
                .flatMap(entry -> Optional.ofNullable(entry).stream())
                .map(Entry::row)
                .filter(row -> all.containsAll(rows.getOrDefault(row, Set.of())))
                .collect(Collectors.toCollection(HashSet::new));
        gone.addAll(emptied);
        return gone;
    }

    /** The transaction that decided these has been committed; these rows went with it. */
    synchronized void decided(Collection<Intent> decided, Set<UUID> gone) {
        decided.forEach(this::close);
        gone.forEach(rows::remove);
        emptied.removeAll(gone);
    }

    private void close(Intent intent) {
        Entry entry = remove(intent);
        Set<Intent> rest = entry == null ? null : rows.get(entry.row());
        if (entry == null || rest == null) {
            return;
        }
        rest.remove(intent);
        if (rest.isEmpty()) {
            rows.remove(entry.row());
            emptied.add(entry.row());
        }
    }

    private @Nullable Entry remove(Intent intent) {
        intent.planned().forEach(place -> planned.remove(Place.of(place), intent));
        return open.remove(intent);
    }

    /** Rows in which everything is decided and that nobody has removed yet. */
    synchronized Set<UUID> leftovers() {
        return Set.copyOf(emptied);
    }

    /** What was begun under a lease that was taken from us is settled by whoever took it. */
    synchronized void forget(UUID lease) {
        List<Intent> lost = new ArrayList<>();
        open.forEach((intent, entry) -> {
            if (entry.lease().equals(lease)) {
                lost.add(intent);
            }
        });
        for (Intent intent : lost) {
            Entry entry = remove(intent);
            if (entry != null) {
                rows.remove(entry.row());
            }
        }
    }
}
