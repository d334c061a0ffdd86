package dev.s3gateway.replication.read;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.Zone;

/** A copy that can be read. */
record Source(Zone zone, Locator locator) {

    /** What reading it is called while nobody waits for it. */
    String label() {
        return "read from " + zone.code();
    }
}
