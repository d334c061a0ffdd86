package dev.s3gateway.replication.copy;

import dev.s3gateway.backend.Layout;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.Zone;
import dev.s3gateway.ledger.BucketId;
import dev.s3gateway.ledger.ZoneBucket;

/** Where one copy is to go: the zone, its bucket, and the address that was planned in it. */
public record CopyTarget(BucketId bucket, Zone zone, ZoneBucket there, Locator planned) {

    /** Among versions of one key a copy is known by the version that its zone named, and by nothing else. */
    boolean needsZoneVersion() {
        return there.layout() == Layout.NATURAL;
    }

    ZoneBucket sealed() {
        return new ZoneBucket(there.zone(), there.name(), there.state(), Layout.SEALED, there.reason());
    }
}
