package dev.s3gateway.ledger;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a page must be, computed the plain way from all keys in byte order. */
public final class ListingModel {

    private ListingModel() {}

    public static KeyPage page(List<KeyPage.Key> sorted, KeyQuery query) {
        List<KeyPage.Item> items = new ArrayList<>();
        for (KeyPage.Key key : sorted) {
            if (!key.name().startsWith(query.prefix())) {
                continue;
            }
            KeyPage.Item item = rolledUp(key, query);
            boolean again = !items.isEmpty() && items.getLast().equals(item);
            if (again || compare(item.name(), query.after()) <= 0) {
                continue;
            }
            if (items.size() == query.limit()) {
                return new KeyPage(items, true);
            }
            items.add(item);
        }
        return new KeyPage(items, false);
    }

    private static KeyPage.Item rolledUp(KeyPage.Key key, KeyQuery query) {
        int end = query.delimiter().isEmpty() ? -1 : key.name().indexOf(query.delimiter(), query.prefix().length());
        return end < 0 ? key : new KeyPage.CommonPrefix(key.name().substring(0, end + query.delimiter().length()));
    }

    private static int compare(String one, String other) {
        return Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
