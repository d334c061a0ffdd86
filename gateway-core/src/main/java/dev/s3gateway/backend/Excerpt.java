package dev.s3gateway.backend;

import dev.s3gateway.object.ByteRange;

/** Bytes of a copy that a zone has already; {@code size} is that of the whole copy, in which they lie. */
public record Excerpt(Locator copy, long size, ByteRange.Resolved bytes) {

    public Excerpt {
        if (bytes.last() >= size) {
            throw new IllegalArgumentException("not within " + size + " bytes: " + bytes);
        }
    }

    public boolean isWhole() {
        return bytes.length() == size;
    }
}
