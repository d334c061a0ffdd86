package dev.s3gateway.ledger.postgres;

import dev.s3gateway.ledger.BucketId;
import dev.s3gateway.ledger.postgres.Mutation.HeadKey;
import dev.s3gateway.object.ETag;
import dev.s3gateway.object.ObjectKey;
import dev.s3gateway.object.VersionId;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/** The rows of keys, and how they are locked. */
final class Heads {

    /** What a key held when we locked it; {@code now} is the database's clock. */
    record Head(HeadKey key, long sequence, Optional<VersionId> current, Optional<ETag> etag, Instant lastModified,
            Instant now) {

        /** For keys that never held anything and that nobody is about to make. */
        static Head missing(HeadKey key) {
            return new Head(key, 0, Optional.empty(), Optional.empty(), Instant.EPOCH, Instant.EPOCH);
        }

        /** Nothing was ever here, as far as we know. */
        boolean isFresh() {
            return sequence == 0;
        }

        Instant nextModified() {
            Instant next = lastModified.plusMillis(1);
            return now.isAfter(next) ? now : next;
        }
    }

    // A new key's insert waits for another that inserts the same, in order; nothing else here ever waits for a head
    // while it holds one, but a batch of one key. So there is no cycle.
    private static final String LOCK = """
            WITH wanted AS MATERIALIZED (
                SELECT * FROM unnest($1::uuid[], $2::text[], $3::boolean[])
                         WITH ORDINALITY AS w (bucket_id, key, make, place)),
            fresh AS (
                INSERT INTO heads (bucket_id, key, sequence, live, size, etag, last_modified)
                SELECT w.bucket_id, w.key, 0, false, 0, '', 'epoch' FROM wanted w WHERE w.make ORDER BY w.place
                ON CONFLICT DO NOTHING
                RETURNING bucket_id, key, sequence, live, version_id, etag, last_modified),
            held AS (
                SELECT h.* FROM wanted w CROSS JOIN LATERAL (
                    SELECT bucket_id, key, sequence, live, version_id, etag, last_modified FROM heads
                     WHERE bucket_id = w.bucket_id AND key = w.key COLLATE "C"
                       FOR UPDATE %s) h)
            SELECT *, clock_timestamp() AS now FROM fresh
            UNION ALL
            SELECT *, clock_timestamp() AS now FROM held""";
    private static final String OR_SKIP = LOCK.formatted("SKIP LOCKED");
    private static final String OR_WAIT = LOCK.formatted("");

    private static final String PRESENT = """
            SELECT w.bucket_id, w.key FROM unnest($1::uuid[], $2::text[]) AS w (bucket_id, key)
             WHERE EXISTS (SELECT FROM heads h WHERE h.bucket_id = w.bucket_id AND h.key = w.key COLLATE "C")""";

    // A head of sequence 0 was made for a write that was refused then.
    private static final String KNOWN = """
            SELECT w.bucket_id, w.key FROM unnest($1::uuid[], $2::text[]) AS w (bucket_id, key)
             WHERE EXISTS (SELECT FROM heads h WHERE h.bucket_id = w.bucket_id AND h.key = w.key COLLATE "C"
                                                 AND h.sequence > 0)""";

    private Heads() {}

    /** The heads that could be locked; {@code make} says for which keys one shall be made where there is none. */
    static Mono<Map<HeadKey, Head>> lock(Session session, List<HeadKey> keys, List<Boolean> make, boolean wait) {
        if (keys.isEmpty()) {
            return Mono.just(Map.of());
        }
        return session.rows(wait ? OR_WAIT : OR_SKIP, Heads::head, buckets(keys), names(keys),
                make.toArray(Boolean[]::new))
                .map(heads -> heads.stream().collect(Collectors.toMap(Head::key, Function.identity())));
    }

    /** Which of these keys have a head at all: those of them that were not locked are held by somebody else. */
    static Mono<List<HeadKey>> present(Session session, List<HeadKey> keys) {
        return keys.isEmpty()
                ? Mono.just(List.of())
                : session.rows(PRESENT, Heads::key, buckets(keys), names(keys));
    }

    /** Which of these keys have a history. */
    static Mono<List<HeadKey>> known(Session session, List<HeadKey> keys) {
        return keys.isEmpty()
                ? Mono.just(List.of())
                : session.rows(KNOWN, Heads::key, buckets(keys), names(keys));
    }

    private static UUID[] buckets(List<HeadKey> keys) {
        return keys.stream().map(key -> key.bucket().value()).toArray(UUID[]::new);
    }

    private static String[] names(List<HeadKey> keys) {
        return keys.stream().map(key -> key.key().value()).toArray(String[]::new);
    }

    private static HeadKey key(Readable row) {
        return new HeadKey(new BucketId(Rows.get(row, "bucket_id", UUID.class)),
                new ObjectKey(Rows.get(row, "key", String.class)));
    }

    private static Head head(Readable row) {
        boolean live = Rows.get(row, "live", Boolean.class);
        Optional<VersionId> version = Optional.ofNullable(row.get("version_id", UUID.class)).map(VersionId::new);
        return new Head(key(row), Rows.get(row, "sequence", Long.class), version.filter(_ -> live),
                Optional.of(Rows.get(row, "etag", String.class)).filter(_ -> live).map(ETag::new),
                Rows.get(row, "last_modified", Instant.class), Rows.get(row, "now", Instant.class));
    }
}
