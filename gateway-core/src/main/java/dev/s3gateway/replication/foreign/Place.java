package dev.s3gateway.replication.foreign;

import dev.s3gateway.backend.Layout;
import dev.s3gateway.backend.Zone;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.ledger.Bucket;
import dev.s3gateway.ledger.ZoneBucket;
import dev.s3gateway.placement.Topology;
import java.util.List;

/**
 * Where somebody else's objects of a bucket may lie in one zone.
 *
 * @param mixed whether objects of ours may lie there under their plain names
 */
public record Place(Zone zone, String bucket, boolean mixed) {

    /** In the order in which they are asked: as configured, the primary first. */
    public static List<Place> of(Bucket bucket, Topology topology) {
        return topology.enabled().stream().map(zone -> in(zone, bucket)).toList();
    }

    /** A zone that the bucket was never written to may have one of that name all the same. */
    private static Place in(Zone zone, Bucket bucket) {
        return bucket.in(zone.code())
                .filter(ZoneBucket::isOpen)
                .map(there -> new Place(zone, there.name(), there.layout() == Layout.NATURAL))
                .orElseGet(() -> new Place(zone, zone.naming().nameOf(bucket.name(), zone.code()), true));
    }

    public ZoneCode code() {
        return zone.code();
    }
}
