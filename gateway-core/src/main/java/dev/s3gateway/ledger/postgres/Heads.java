package dev.s3gateway.ledger.postgres;

import dev.s3gateway.ledger.BucketId;
import dev.s3gateway.ledger.postgres.Mutation.HeadKey;
import dev.s3gateway.object.ETag;
import dev.s3gateway.object.ObjectKey;
import dev.s3gateway.object.VersionId;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
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
            SELECT 'HEAD' AS kind, *, clock_timestamp() AS now FROM fresh
            UNION ALL
            SELECT 'HEAD', *, clock_timestamp() FROM held""";
    private static final String OR_WAIT = """
            WITH wanted AS MATERIALIZED (
                SELECT * FROM unnest($1::uuid[], $2::text[], $3::boolean[])
                         WITH ORDINALITY AS w (bucket_id, key, make, place)),
            """ + LOCK.formatted("");

    // WITH says nothing about the order of its parts, so each reads all of the one whose locks come before its own: leases,
    // then buckets, then heads. The keys of open buckets only; and of those that make no head and got no lock, which have
    // one all the same (asked by a subquery for each, which no plan can turn into a walk through all heads).
    private static final String WITH_GROUND = """
            WITH l AS MATERIALIZED (
                SELECT id FROM leases WHERE id = ANY ($4) AND expires_at > clock_timestamp() ORDER BY id FOR KEY SHARE),
            b AS MATERIALIZED (
                SELECT id FROM buckets WHERE id = ANY ($5) AND state || '' = 'OPEN' AND (SELECT count(*) FROM l) > 0
                 ORDER BY id FOR KEY SHARE),
            wanted AS MATERIALIZED (
                SELECT w.* FROM unnest($1::uuid[], $2::text[], $3::boolean[])
                         WITH ORDINALITY AS w (bucket_id, key, make, place)
                 WHERE w.bucket_id = ANY (ARRAY (SELECT id FROM b)) ORDER BY w.place),
            """ + LOCK + """

            UNION ALL
            SELECT 'THERE', w.bucket_id, w.key, 0, false, NULL, '', 'epoch', 'epoch' FROM wanted w
             WHERE NOT w.make
               AND (SELECT true FROM heads h WHERE h.bucket_id = w.bucket_id AND h.key = w.key COLLATE "C")
            UNION ALL
            SELECT 'LEASE', id, '', 0, false, NULL, '', 'epoch', 'epoch' FROM l
            UNION ALL
            SELECT 'BUCKET', id, '', 0, false, NULL, '', 'epoch', 'epoch' FROM b""";
    private static final String GROUND_OR_SKIP = WITH_GROUND.formatted("SKIP LOCKED");
    private static final String GROUND_OR_WAIT = WITH_GROUND.formatted("");

    // A head of sequence 0 was made for a write that was refused then.
    private static final String KNOWN = """
            SELECT w.bucket_id, w.key FROM unnest($1::uuid[], $2::text[]) AS w (bucket_id, key)
             WHERE EXISTS (SELECT FROM heads h WHERE h.bucket_id = w.bucket_id AND h.key = w.key COLLATE "C"
                                                 AND h.sequence > 0)""";

    private Heads() {}

    /** What could be locked. A key in neither is held by somebody else, or its bucket is gone. */
    record Locked(Set<UUID> leases, Set<UUID> buckets, Map<HeadKey, Head> heads) {}

    /** A key that is locked, and whether a head shall be made where there is none. */
    record Wanted(HeadKey key, boolean make) {}

    /** Of a head there is all, of a lease and a bucket the id. */
    private record Told(String kind, UUID id, Optional<Head> head) {}

    /** Leases and buckets first, so that they stay as they are, then the heads in open ones; nothing without a lease. */
    static Mono<Locked> lock(Session session, UUID[] leases, UUID[] buckets, List<Wanted> wanted, boolean wait) {
        return session.rows(wait ? GROUND_OR_WAIT : GROUND_OR_SKIP, Heads::told, buckets(keys(wanted)),
                names(keys(wanted)), wanted.stream().map(Wanted::make).toArray(Boolean[]::new), leases, buckets)
                .map(told -> locked(told, wanted));
    }

    private static List<HeadKey> keys(List<Wanted> wanted) {
        return wanted.stream().map(Wanted::key).toList();
    }

    private static Told told(Readable row) {
        String kind = Rows.get(row, "kind", String.class);
        boolean ground = kind.equals("LEASE") || kind.equals("BUCKET");
        return new Told(kind, Rows.get(row, "bucket_id", UUID.class),
                ground ? Optional.empty() : Optional.of(head(row)));
    }

    private static Locked locked(List<Told> told, List<Wanted> wanted) {
        Locked locked = new Locked(new HashSet<>(), new HashSet<>(), new HashMap<>());
        Set<HeadKey> there = new HashSet<>();
        for (Told line : told) {
            switch (line.kind()) {
                case "LEASE" -> locked.leases().add(line.id());
                case "BUCKET" -> locked.buckets().add(line.id());
                case "THERE" -> line.head().ifPresent(head -> there.add(head.key()));
                default -> line.head().ifPresent(head -> locked.heads().put(head.key(), head));
            }
        }
        wanted.stream()
                .filter(one -> !one.make() && !there.contains(one.key()))
                .forEach(one -> locked.heads().putIfAbsent(one.key(), Head.missing(one.key())));
        return locked;
    }

    /** Locks these heads, however long others hold them; makes those that a {@code make} says and that are not there. */
    static Mono<Void> await(Session session, List<Wanted> wanted) {
        return wanted.isEmpty()
                ? Mono.empty()
                : session.rows(OR_WAIT, _ -> true, buckets(keys(wanted)), names(keys(wanted)),
                        wanted.stream().map(Wanted::make).toArray(Boolean[]::new)).then();
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
