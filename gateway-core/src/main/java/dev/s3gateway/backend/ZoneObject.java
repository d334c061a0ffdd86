package dev.s3gateway.backend;

import dev.s3gateway.object.ETag;
import dev.s3gateway.object.Metadata;
import java.time.Instant;
import java.util.Optional;

/**
 * What lies at a key of a zone bucket at one moment.
 *
 * @param version the zone's, where it keeps versions
 * @param stamped whether it bears a stamp, this gateway's or another's
 * @param digest what the zone says of its bytes
 */
public record ZoneObject(String key, long size, ETag etag, Instant lastModified, Metadata metadata,
        Optional<String> version, boolean stamped, ZoneDigest digest) {

    /** Where exactly this object lies, and no other that may take its key. The stamp is of our books, not of the zone's. */
    public Locator at(ZoneCode zone, String bucket, Stamp stamp) {
        return new Locator(zone, bucket, key, version.or(() -> Optional.of(Locator.pin(etag))), stamp);
    }
}
