package dev.s3gateway.bench.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.s3gateway.bench.sink.Shelf.Item;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShelfTest {

    // A gateway that was started again over such a zone took the slower path, and its first requests were measured on that.
    @Test
    void aZoneThatIsFullOfLoadStillKeepsWhatAGatewayTriesItWith() {
        Shelf shelf = new Shelf();
        for (int i = 0; i < Shelf.MOST; i++) {
            shelf.put("bench/k" + i, canned());
        }

        shelf.put("bench/one-more", canned());
        shelf.put("bench/self-test", new Item(4, new byte[]{1, 2, 3, 4}, "etag", Map.of("stamp", "s")));

        assertThat(shelf.get("bench/one-more")).isEmpty();
        assertThat(shelf.get("bench/self-test")).map(Item::metadata).contains(Map.of("stamp", "s"));
        assertThat(shelf.get("bench/k0")).isPresent();
    }

    private static Item canned() {
        return new Item(4096, null, "etag", Map.of());
    }
}
