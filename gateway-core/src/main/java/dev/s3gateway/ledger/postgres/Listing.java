package dev.s3gateway.ledger.postgres;

import dev.s3gateway.ledger.KeyPage;
import dev.s3gateway.ledger.KeyQuery;
import dev.s3gateway.object.ETag;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Pages over live heads in byte order. With a delimiter each step jumps behind the common prefix that it found, so the
 * cost is that of the items shown, however many keys lie under a common prefix.
 */
final class Listing {

    /** Greater than anything that can follow in a key: one more of the last character than fits in 1024 bytes. */
    private static final String END = "\uDBFF\uDFFF".repeat(257);

    private static final String PLAIN = """
            SELECT key AS item, false AS is_prefix, size, etag, last_modified FROM heads
             WHERE bucket_id = $1 AND live AND key > $2 AND key >= $3 AND key < $4
             ORDER BY key LIMIT $5""";

    // The walk reads the index alone, and the table only for the keys that it found. Compared with both in one step a page of
    // common prefixes costs a quarter less (among ten million keys), and one of keys alone a fifth more (among 200,000).
    private static final String SKIPPING = """
            WITH RECURSIVE walk (n, item, is_prefix, resume) AS (
                SELECT 0, NULL::text COLLATE "C", false, $2::text COLLATE "C"
                UNION ALL
                SELECT w.n + 1, i.item COLLATE "C", i.is_prefix,
                       (CASE WHEN i.is_prefix THEN i.item || $7::text ELSE i.item END) COLLATE "C"
                  FROM walk w
                 CROSS JOIN LATERAL (
                       SELECT key FROM heads
                        WHERE bucket_id = $1 AND live AND key > w.resume AND key >= $3 AND key < $4
                        ORDER BY key LIMIT 1) next
                 CROSS JOIN LATERAL (SELECT strpos(substr(next.key, length($3::text) + 1), $6::text) AS at) d
                 CROSS JOIN LATERAL (
                       SELECT d.at > 0 AS is_prefix,
                              CASE WHEN d.at > 0 THEN left(next.key, length($3::text) + d.at + length($6::text) - 1)
                                   ELSE next.key END AS item) i
                 WHERE w.n < $5)
            SELECT w.item, w.is_prefix, h.size, h.etag, h.last_modified
              FROM walk w
              LEFT JOIN LATERAL (
                   SELECT size, etag, last_modified FROM heads
                    WHERE NOT w.is_prefix AND bucket_id = $1 AND live AND key = w.item LIMIT 1) h ON true
             WHERE w.n > 0 ORDER BY w.n""";

    /** What the database is asked. */
    record Question(String sql, List<Object> parameters) {}

    private Listing() {}

    static Mono<KeyPage> page(Session session, KeyQuery query) {
        return rows(session, query).map(items -> items.size() > query.limit()
                ? new KeyPage(items.subList(0, query.limit()), true)
                : new KeyPage(items, false));
    }

    private static Mono<List<KeyPage.Item>> rows(Session session, KeyQuery query) {
        Question question = question(query);
        return session.rows(question.sql(), Listing::item, question.parameters().toArray());
    }

    static Question question(KeyQuery query) {
        String last = query.prefix() + END;
        // One more than asked for tells whether the page is the last.
        int limit = query.limit() + 1;
        return query.delimiter().isEmpty()
                ? new Question(PLAIN,
                        List.of(query.bucket().value(), query.after(), query.prefix(), last, limit))
                : new Question(SKIPPING, List.of(query.bucket().value(), start(query), query.prefix(), last, limit,
                        query.delimiter(), END));
    }

    /** Behind the marker, and behind everything under the common prefix that the marker is or lies in. */
    private static String start(KeyQuery query) {
        String after = query.after();
        int end = after.startsWith(query.prefix()) ? after.indexOf(query.delimiter(), query.prefix().length()) : -1;
        return end < 0 ? after : after.substring(0, end + query.delimiter().length()) + END;
    }

    private static KeyPage.Item item(Readable row) {
        String name = Rows.get(row, "item", String.class);
        return Rows.get(row, "is_prefix", Boolean.class)
                ? new KeyPage.CommonPrefix(name)
                : new KeyPage.Key(name, Rows.get(row, "size", Long.class),
                        new ETag(Rows.get(row, "etag", String.class)),
                        Rows.get(row, "last_modified", Instant.class));
    }
}
