package dev.s3gateway.ledger;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ZoneCode;

/** One copy of a version and what we know of it. */
public record Copy(Locator locator, State state) {

    public enum State {
        PLANNED, WRITING, COMPLETE, SUSPECT, CORRUPT, TOMBSTONE, PURGED
    }

    public static Copy complete(Locator locator) {
        return new Copy(locator, State.COMPLETE);
    }

    public ZoneCode zone() {
        return locator.zone();
    }

    public boolean isComplete() {
        return state == State.COMPLETE;
    }
}
