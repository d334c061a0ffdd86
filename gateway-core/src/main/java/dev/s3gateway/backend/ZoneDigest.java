package dev.s3gateway.backend;

import dev.s3gateway.object.ETag;
import java.util.Optional;

/** What a zone says about the bytes it has stored, computed by the zone from what it received. */
public sealed interface ZoneDigest {

    /** The MD5 of the bytes, as its entity tag; of a copy in parts, {@code md5(md5s)-N}. */
    record Md5(ETag etag) implements ZoneDigest {}

    record Crc32c(int value) implements ZoneDigest {}

    /** The zone checked a checksum that we sent and took the bytes for right; it may call them by their MD5 besides. */
    record CheckedOurs(Optional<ETag> md5) implements ZoneDigest {}

    /** The operator wants nothing but the size to be compared in this zone, whatever it may say. */
    record NotAsked() implements ZoneDigest {}

    /** Nothing but the size. */
    record None() implements ZoneDigest {}
}
