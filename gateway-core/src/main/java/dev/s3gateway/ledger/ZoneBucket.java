package dev.s3gateway.ledger;

import dev.s3gateway.backend.Layout;
import dev.s3gateway.backend.ZoneCode;
import java.util.Optional;

/** Where a client's bucket lies in one zone. {@code reason} says why the state is FAILED. */
public record ZoneBucket(ZoneCode zone, String name, State state, Layout layout, Optional<String> reason) {

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

    public boolean isOpen() {
        return state == State.OPEN;
    }
}
