package dev.s3gateway.ledger;

import dev.s3gateway.backend.Unmanaged;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.object.BucketName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A client's bucket. Only OPEN buckets are ever returned by look-ups by name.
 *
 * @param unmanaged what becomes of objects in its zones that are not ours; empty for what the configuration says
 */
public record Bucket(BucketId id, BucketName name, String owner, String region, Instant createdAt,
        List<ZoneBucket> zones, Optional<Unmanaged> unmanaged) {

    /** One without a setting of its own. */
    public Bucket(BucketId id, BucketName name, String owner, String region, Instant createdAt,
            List<ZoneBucket> zones) {
        this(id, name, owner, region, createdAt, zones, Optional.empty());
    }

    public Bucket {
        zones = List.copyOf(zones);
    }

    public Optional<ZoneBucket> in(ZoneCode zone) {
        return zones.stream().filter(z -> z.zone().equals(zone)).findFirst();
    }
}
