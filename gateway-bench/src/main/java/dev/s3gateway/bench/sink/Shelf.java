package dev.s3gateway.bench.sink;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** What a zone remembers: of a canned body its length, others as they came. */
final class Shelf {

    /**
     * So that a long run of small objects does not fill the memory: later canned bodies are not kept. What a gateway writes
     * of its own accord is; without it its self-test of the zone fails.
     */
    static final int MOST = 100_000;
    private final ConcurrentSkipListMap<String, Item> items = new ConcurrentSkipListMap<>();

    /** @param bytes null for the canned body of this length */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Item(long length, byte @Nullable [] bytes, String etag, Map<String, String> metadata) {}

    void put(String path, Item item) {
        if (item.bytes() != null || items.size() < MOST || items.containsKey(path)) {
            items.put(path, item);
        }
    }

    Optional<Item> get(String path) {
        return Optional.ofNullable(items.get(path));
    }

    void remove(String path) {
        items.remove(path);
    }

    /** The keys of a bucket, as ListObjectsV2 shows them. */
    String listing(String bucket, String prefix, int most) {
        String from = bucket + "/" + prefix;
        StringBuilder xml = new StringBuilder("<ListBucketResult><IsTruncated>false</IsTruncated>");
        items.tailMap(from)
                .entrySet()
                .stream()
                .takeWhile(entry -> entry.getKey().startsWith(from))
                .limit(most)
                .forEach(entry -> xml.append("<Contents><Key>")
                        .append(entry.getKey().substring(bucket.length() + 1))
                        .append("</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>&quot;")
                        .append(entry.getValue().etag())
                        .append("&quot;</ETag><Size>")
                        .append(entry.getValue().length())
                        .append("</Size></Contents>"));
        return xml.append("</ListBucketResult>").toString();
    }
}
