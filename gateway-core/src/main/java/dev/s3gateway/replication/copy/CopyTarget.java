package dev.s3gateway.replication.copy;

import dev.s3gateway.backend.Layout;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.Stored;
import dev.s3gateway.backend.Zone;
import dev.s3gateway.backend.ZoneDigest;
import dev.s3gateway.ledger.BucketId;
import dev.s3gateway.ledger.ZoneBucket;

/** Where one copy is to go: the zone, its bucket, and the address that was planned in it. */
public record CopyTarget(BucketId bucket, Zone zone, ZoneBucket there, Locator planned) {

    /** Among versions of one key a copy is known by the version that its zone named, and by nothing else. */
    boolean needsZoneVersion() {
        return there.layout() == Layout.NATURAL;
    }

    boolean isSeenAtOnce() {
        return there.traits().readsItsWrites();
    }

    /** The answer without what the zone is known to invent. */
    Stored believed(Stored answer) {
        return answer.digest() instanceof ZoneDigest.Md5 && !there.traits().md5Tags()
                ? new Stored(answer.locator(), answer.size(), new ZoneDigest.None())
                : answer;
    }

    ZoneBucket sealed() {
        return there.with(there.traits().sealed());
    }
}
