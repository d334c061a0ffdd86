package dev.s3gateway.backend;

import dev.s3gateway.object.ETag;
import java.time.Instant;
import java.util.List;

/** Some of what a zone bucket holds, by key. {@code truncated}: at least one more object follows. */
public record ZonePage(List<Entry> entries, boolean truncated) {

    /** One object, as a listing tells of it. */
    public record Entry(String key, long size, ETag etag, Instant lastModified) {}

    public static final ZonePage EMPTY = new ZonePage(List.of(), false);

    public ZonePage {
        entries = List.copyOf(entries);
        if (truncated && entries.isEmpty()) {
            throw new IllegalArgumentException("a page that is truncated says where to go on");
        }
    }
}
