package dev.s3gateway.replication.copy;

import dev.s3gateway.backend.Layout;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.Stored;
import dev.s3gateway.backend.Traits;
import dev.s3gateway.backend.Zone;
import dev.s3gateway.backend.ZoneDigest;
import dev.s3gateway.ledger.BucketId;
import dev.s3gateway.ledger.ZoneBucket;
import dev.s3gateway.object.ETag;
import java.util.Optional;

/** Where one copy is to go: the zone, its bucket, and the address that was planned in it. */
public record CopyTarget(BucketId bucket, Zone zone, ZoneBucket there, Locator planned) {

    /** Among versions of one key a copy is known by the version that its zone named, and by nothing else. */
    boolean needsZoneVersion() {
        return there.layout() == Layout.NATURAL;
    }

    boolean isSeenAtOnce() {
        return there.traits().readsItsWrites();
    }

    ObjectStore store() {
        return zone.store();
    }

    boolean looksAtSums() {
        return looksAtSums(zone, there);
    }

    /** Whether what is written there is compared, there, with a sum that we send. */
    public static boolean looksAtSums(Zone zone, ZoneBucket there) {
        return there.traits().sums() && zone.store().sendsSums();
    }

    /** What the zone calls the bytes in this answer, where that is an MD5 of them. */
    Optional<ETag> tag(Stored answer) {
        return switch (believed(answer).digest()) {
            case ZoneDigest.Md5(var tag) -> Optional.of(tag).filter(CopyTarget::isOfOnePiece);
            case ZoneDigest.CheckedOurs(var tag) -> tag.filter(CopyTarget::isOfOnePiece);
            case ZoneDigest.Crc32c _,ZoneDigest.NotAsked _,ZoneDigest.None _ -> Optional.empty();
        };
    }

    /** {@code md5(md5s)-N} is no MD5 of bytes that were sent in one piece. */
    private static boolean isOfOnePiece(ETag tag) {
        return tag.value().indexOf('-') < 0;
    }

    /** The answer without what the zone is known to invent. */
    Stored believed(Stored answer) {
        if (there.traits().tags() != Traits.Md5Tags.FALSE) {
            return answer;
        }
        return switch (answer.digest()) {
            case ZoneDigest.Md5 _ -> new Stored(answer.locator(), answer.size(), new ZoneDigest.None());
            case ZoneDigest.CheckedOurs _ ->
                new Stored(answer.locator(), answer.size(), new ZoneDigest.CheckedOurs(Optional.empty()));
            case ZoneDigest.Crc32c _,ZoneDigest.NotAsked _,ZoneDigest.None _ -> answer;
        };
    }

    ZoneBucket sealed() {
        return there.with(there.traits().sealed());
    }
}
