package dev.s3gateway.backend;

import java.util.Locale;

/** What a probe asks of a zone bucket (protocol.md §6). */
public enum Ability {
    /** What was written under a fresh key is there at once. */
    READ_AFTER_WRITE,
    /** It proves a plain copy by a digest of its bytes: the MD5 as its tag, mostly. */
    DIGEST,
    /** A wrong checksum in a header is refused. */
    CHECKSUM,
    /** A wrong checksum behind the last byte is refused. */
    TRAILER,
    /** Every version is kept and can be read by its id, however many writers a key has. */
    VERSIONS,
    /** A PUT on the condition that nothing is there finds out what is. */
    CONDITIONAL_PUT,
    /** A locked version cannot be removed. */
    OBJECT_LOCK,
    /** An upload that broke off leaves nothing. */
    WHOLE_OR_NOTHING,
    /** Keys are listed in the order of their UTF-8 bytes. */
    LIST_ORDER,
    /** Every legal key is a key of its own. */
    KEYS,
    /** What was said about a copy comes back as it was. */
    METADATA,
    /** It copies what it has without the bytes passing through us. */
    COPY,
    /** The zone's clock agrees with ours. */
    CLOCK;

    /** {@code read-after-write}, as it stands in tables and JSON. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
