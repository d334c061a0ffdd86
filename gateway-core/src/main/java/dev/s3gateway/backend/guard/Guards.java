package dev.s3gateway.backend.guard;

import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.backend.probe.Probe;
import java.time.InstantSource;

/**
 * A zone's store behind all its guards, the outermost of which knows who is inside, the circuit that tells its health,
 * and what knows where it has no room.
 */
public record Guards(Tally store, CircuitBreaker circuit, FullBuckets full) {

    /**
     * From the zone outwards. The deadline is next to it: waiting for a turn is no fault of the zone. The limit is
     * behind the circuit: a call to a dead zone does not wait in line to be told so. What is measured is what callers
     * see, and what a survey of theirs asks.
     */
    public static Guards around(ZoneCode zone, ObjectStore store, GuardConfig config, StoreMetrics metrics,
            InstantSource clock) {
        ObjectStore timed = new Deadline(store, config);
        ObjectStore limited = new ConcurrencyLimit(timed, config);
        CircuitBreaker circuit = new CircuitBreaker(zone, limited, config, clock);
        FullBuckets full = new FullBuckets(zone, circuit, config, clock);
        return new Guards(new Tally(new Surveyed(zone, new Metered(zone, full, metrics), new Probe(clock))),
                circuit, full);
    }

    /** The call that may close the circuit, to be scheduled for as long as the zone is in use. */
    public HealthProbe probe(GuardConfig config) {
        return new HealthProbe(circuit, config);
    }
}
