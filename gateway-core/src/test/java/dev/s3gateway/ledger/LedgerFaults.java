package dev.s3gateway.ledger;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** A script of unavailability: the whole ledger down, or single calls that fail before or after they took effect. */
public final class LedgerFaults {

    private enum When {
        BEFORE, AFTER
    }

    private final Map<String, Queue<When>> script = new HashMap<>();
    private final Map<String, Integer> calls = new HashMap<>();
    private boolean down;
    private Optional<String> readOnly = Optional.empty();

    /** Every call fails and has no effect, until {@link #up}. */
    public synchronized void down() {
        down = true;
    }

    public synchronized void up() {
        down = false;
    }

    /** Says of itself that it takes no writes, for this reason. */
    public synchronized void readOnly(String why) {
        readOnly = Optional.of(why);
    }

    synchronized Optional<String> readOnly() {
        return readOnly;
    }

    /** The next call of this name (a method of an SPI, such as {@code commit}) fails without an effect. */
    @CanIgnoreReturnValue
    public synchronized LedgerFaults failBefore(String call) {
        return next(call, When.BEFORE);
    }

    /** The next call of this name takes effect, and its caller never learns it. */
    @CanIgnoreReturnValue
    public synchronized LedgerFaults failAfter(String call) {
        return next(call, When.AFTER);
    }

    /** Forgets every script, and is up. */
    public synchronized void clear() {
        down = false;
        readOnly = Optional.empty();
        script.clear();
    }

    /** How often a call of this name was made so far. */
    public synchronized int calls(String call) {
        return calls.getOrDefault(call, 0);
    }

    private LedgerFaults next(String call, When when) {
        script.computeIfAbsent(call, _ -> new ArrayDeque<>()).add(when);
        return this;
    }

    /** A lazy call under this script; an absent result is an empty Mono. */
    <T> Mono<T> call(String name, Supplier<? extends T> effect) {
        return Mono.defer(() -> {
            When fault = planned(name);
            if (fault == When.BEFORE) {
                return Mono.error(unavailable(name));
            }
            T result = effect.get();
            return fault == When.AFTER ? Mono.error(unavailable(name)) : Mono.just(result);
        });
    }

    /** A lazy call without a result. */
    Mono<Void> run(String name, Runnable effect) {
        return call(name, () -> {
            effect.run();
            return true;
        }).then();
    }

    private synchronized @Nullable When planned(String name) {
        calls.merge(name, 1, Integer::sum);
        Queue<When> queue = script.get(name);
        if (down) {
            return When.BEFORE;
        }
        return queue == null ? null : queue.poll();
    }

    private static LedgerUnavailable unavailable(String call) {
        return new LedgerUnavailable("the script says that the ledger is down for " + call, null);
    }
}
