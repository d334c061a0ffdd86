package dev.s3gateway.ledger;

import dev.s3gateway.object.ETag;
import java.time.Instant;
import java.util.List;

/** Keys and common prefixes, merged in byte order. {@code truncated}: at least one more follows the last item. */
public record KeyPage(List<Item> items, boolean truncated) {

    public sealed interface Item {
        /** The key or the common prefix: what the next page starts after. */
        String name();
    }

    public record Key(String name, long size, ETag etag, Instant lastModified) implements Item {}

    public record CommonPrefix(String name) implements Item {}

    public KeyPage {
        items = List.copyOf(items);
    }
}
