package dev.s3gateway.ledger;

import dev.s3gateway.backend.Layout;
import dev.s3gateway.backend.Traits;
import dev.s3gateway.backend.ZoneCode;
import java.util.Optional;

/** Where a client's bucket lies in one zone, and what writes must know of it. {@code reason} says why it is FAILED. */
public record ZoneBucket(ZoneCode zone, String name, State state, Traits traits, Optional<String> reason) {

    public enum State {
        /** Planned; not yet made in the zone. */
        PENDING,
        /** Made; copies may be written. */
        OPEN,
        /** Could not be made; a task tries again. */
        FAILED,
        /** Being removed in the zone, after its bucket was deleted. */
        DELETING
    }

    /** One that nobody has probed yet. */
    public ZoneBucket(ZoneCode zone, String name, State state, Layout layout, Optional<String> reason) {
        this(zone, name, state, Traits.unprobed(layout), reason);
    }

    public boolean isOpen() {
        return state == State.OPEN;
    }

    public Layout layout() {
        return traits.layout();
    }

    public ZoneBucket in(State other) {
        return new ZoneBucket(zone, name, other, traits, reason);
    }

    public ZoneBucket with(Traits found) {
        return new ZoneBucket(zone, name, state, found, reason);
    }
}
