package dev.s3gateway.s3.auth;

import dev.s3gateway.backend.DigestKind;
import dev.s3gateway.backend.MemoryStore;
import dev.s3gateway.backend.Traits.Md5Tags;

/** How a zone proves that it has our bytes, and what the probe has found out of it. */
enum ProvingZone {
    /** It looks at sums behind bodies, and tells their true MD5. */
    TRAILER_AND_MD5(true, true, DigestKind.MD5),
    /** As above, for all that was seen; but this answer has the header of a key that is not ours, and tells nothing. */
    TRAILER_ENCRYPTED(true, true, DigestKind.NONE),
    /** It looks at sums, and calls the bytes something that is no MD5. */
    TRAILER_OPAQUE(true, false, DigestKind.NONE),
    /** It looks at sums, and what it calls the bytes only looks like an MD5. */
    TRAILER_LOOKALIKE(true, false, DigestKind.FALSE_MD5),
    /** It tells the MD5, and looks at no sums. */
    ONLY_MD5(false, true, DigestKind.MD5),
    /** It says nothing. */
    NEITHER(false, false, DigestKind.NONE),
    /** Nobody has probed it; it does tell the MD5. */
    UNKNOWN(false, false, DigestKind.MD5);

    final boolean looksAtSums;
    final boolean seenToTellMd5;
    final DigestKind says;

    ProvingZone(boolean looksAtSums, boolean seenToTellMd5, DigestKind says) {
        this.looksAtSums = looksAtSums;
        this.seenToTellMd5 = seenToTellMd5;
        this.says = says;
    }

    MemoryStore store(String name) {
        MemoryStore store = MemoryStore.natural(name)
                .answering(says)
                .known(seenToTellMd5 ? Md5Tags.SEEN : Md5Tags.BELIEVED);
        return looksAtSums ? store.lookingAtSums() : store;
    }
}
