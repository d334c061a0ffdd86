package dev.s3gateway.replication.write;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.Traits;
import dev.s3gateway.backend.Zone;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.ledger.ZoneBucket;
import dev.s3gateway.replication.copy.CopyTarget;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One zone's part in a write. {@code again} is the address of a second attempt, where the body can be sent again. */
public record Lane(Zone zone, ZoneBucket bucket, Locator first, Optional<Locator> again) {

    public ZoneCode code() {
        return zone.code();
    }

    /** Whether it proves the bytes by the sum that they are sent with. */
    boolean looksAtSums() {
        return CopyTarget.looksAtSums(zone, bucket);
    }

    /** Whether its answer tells the MD5 of the bytes, for all that is known. */
    boolean tellsMd5() {
        return bucket.traits().tags() == Traits.Md5Tags.SEEN;
    }

    /** Whether this copy is what the first attempt wrote. */
    boolean isFirst(Locator copy) {
        return copy.stamp().equals(first.stamp());
    }

    List<Locator> planned() {
        return again.isEmpty() ? List.of(first) : Stream.concat(Stream.of(first), again.stream()).toList();
    }
}
