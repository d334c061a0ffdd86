package dev.s3gateway.replication.read;

import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.lifecycle.Alarms;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** When a read that one zone is late to answer asks a second one too: after what is usual for the first, within a budget. */
public final class Hedging {

    /** A pause that the collector or the scheduler makes is not the zone's. */
    private static final Duration SHORTEST = Duration.ofMillis(10);

    private final boolean on;
    private final HedgeBudget budget;
    private final HedgeMetrics metrics;
    private final Scheduler clock;
    private final Alarms alarms;
    private final Map<ZoneCode, FirstBytes> zones = new ConcurrentHashMap<>();

    private Hedging(boolean on, int percent, HedgeMetrics metrics, Scheduler clock) {
        this.on = on;
        this.budget = new HedgeBudget(percent);
        this.metrics = metrics;
        this.clock = clock;
        this.alarms = new Alarms(() -> clock);
    }

    /** Never. */
    public static Hedging off() {
        return new Hedging(false, 0, HedgeMetrics.NONE, Schedulers.parallel());
    }

    /**
     * When a zone is later than 19 of 20 of its last answers were, or than twice what 9 of 10 were.
     *
     * @param percent of reads may ask a second zone
     */
    public static Hedging afterP95(int percent, HedgeMetrics metrics, Scheduler clock) {
        return new Hedging(true, percent, metrics, clock);
    }

    /** Runs the action once a zone alone was waited for long enough; null where it is waited for to its end. */
    Alarms.@Nullable Alarm alarm(ZoneCode zone, Runnable action) {
        Optional<Duration> usual = on ? of(zone).usual() : Optional.empty();
        return usual.map(patience -> alarms.in(patience.compareTo(SHORTEST) > 0 ? patience : SHORTEST, action))
                .orElse(null);
    }

    void begun() {
        budget.earn();
    }

    /** Whether one more may be asked now; to be asked directly before. */
    boolean mayAskAnother() {
        return budget.spend();
    }

    void ended(ZoneCode second, boolean won) {
        metrics.hedged(second, won);
    }

    long now() {
        return clock.now(TimeUnit.NANOSECONDS);
    }

    void answered(ZoneCode zone, long askedAt) {
        if (on) {
            of(zone).note(Duration.ofNanos(now() - askedAt));
        }
    }

    private FirstBytes of(ZoneCode zone) {
        return zones.computeIfAbsent(zone, _ -> new FirstBytes());
    }
}
