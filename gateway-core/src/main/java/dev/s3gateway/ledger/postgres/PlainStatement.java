package dev.s3gateway.ledger.postgres;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.ledger.Commit;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/**
 * The one statement that commits writes which nothing can refuse. It locks as all others do: leases, buckets, rows of the
 * journal, heads; WITH promises no order, so each part reads all of the one whose locks come before its own.
 *
 * <p>Heads: new ones are made first, in the order of keys, and there alone another transaction is waited for, one that
 * makes the same key; nobody holds a head then that he did not make, so there is no cycle. Heads that were there are
 * locked with SKIP LOCKED; one that changed after the snapshot of this statement is missed as well, since the row of the
 * version that it names now would not be seen here. The upsert meets only rows that are locked already, and never waits.
 *
 * <p>As in {@link ChangeStatement} no table is joined with the batch: whatever the tables held when the plan was made, each
 * row is looked up by its key.
 */
final class PlainStatement {

    private static final String TAKE = """
            WITH l AS MATERIALIZED (
                SELECT id FROM leases WHERE id = ANY ($1) AND expires_at > clock_timestamp() ORDER BY id FOR KEY SHARE),
            b AS MATERIALIZED (
                SELECT id FROM buckets WHERE id = ANY ($2) AND state || '' = 'OPEN' AND (SELECT count(*) FROM l) > 0
                 ORDER BY id FOR KEY SHARE),
            j AS MATERIALIZED (
                SELECT id FROM intents WHERE id = ANY ($3) AND fence <= $4 AND lease = ANY (ARRAY (SELECT id FROM l))
                   AND (SELECT count(*) FROM b) > 0
                 ORDER BY id FOR SHARE),
            c AS MATERIALIZED (
                SELECT r.*, h.sequence AS seen, clock_timestamp() AS at
                  FROM unnest($5::uuid[], $6::uuid[], $7::uuid[], $8::text[], $9::bigint[], $10::text[], $11::integer[],
                       $12::text[], $13::text[], $14::text[], $15::integer[], $16::text[], $17::text[], $18::text[],
                       $19::text[], $20::text[], $21::integer[], $22::integer[], $23::text[], $24::text[], $25::text[],
                       $26::text[], $27::text[]) WITH ORDINALITY AS r (journal, version_id, bucket_id, key, size, etag,
                       crc32c, metadata, checksums, part_sizes, required_copies, copy_zones, copy_buckets, copy_keys,
                       copy_versions, copy_stamps, complete, running, operation, bucket_name, request_id, source_ip,
                       caller, place)
                  LEFT JOIN LATERAL (
                       SELECT sequence FROM heads WHERE bucket_id = r.bucket_id AND key = r.key COLLATE "C" OFFSET 0) h
                    ON true
                 WHERE r.journal = ANY (ARRAY (SELECT id FROM j)) AND r.bucket_id = ANY (ARRAY (SELECT id FROM b))),
            made AS (
                INSERT INTO heads (bucket_id, key, sequence, live, version_id, size, etag, last_modified)
                SELECT bucket_id, key, 1, true, version_id, size, etag, at FROM c WHERE seen IS NULL ORDER BY place
                ON CONFLICT DO NOTHING
                RETURNING version_id),
            held AS MATERIALIZED (
                SELECT c.*, c.seen + 1 AS sequence, h.previous,
                       greatest(c.at, h.last_modified + interval '1 millisecond') AS last_modified
                  FROM c CROSS JOIN LATERAL (
                       SELECT sequence, CASE WHEN live THEN version_id END AS previous, last_modified FROM heads
                        WHERE bucket_id = c.bucket_id AND key = c.key COLLATE "C"
                          FOR UPDATE SKIP LOCKED) h
                 WHERE h.sequence = c.seen AND (SELECT count(*) FROM made) >= 0),
            moved AS (
                INSERT INTO heads (bucket_id, key, sequence, live, version_id, size, etag, last_modified)
                SELECT bucket_id, key, sequence, true, version_id, size, etag, last_modified FROM held
                ON CONFLICT (bucket_id, key) DO UPDATE SET sequence = excluded.sequence, live = true,
                       version_id = excluded.version_id, size = excluded.size, etag = excluded.etag,
                       last_modified = excluded.last_modified),
            taken AS MATERIALIZED (
                SELECT c.*, 1::bigint AS sequence, NULL::uuid AS previous, c.at AS last_modified FROM c
                 WHERE c.seen IS NULL AND c.version_id = ANY (ARRAY (SELECT version_id FROM made))
                UNION ALL SELECT * FROM held),
            written AS (
                INSERT INTO versions (id, bucket_id, key, sequence, state, size, etag, crc32c, metadata, checksums,
                       part_sizes, last_modified, required_copies, copy_zones, copy_buckets, copy_keys, copy_versions,
                       copy_stamps, copy_states, copy_verified)
                SELECT version_id, bucket_id, key, sequence, 'COMMITTED', size, etag, crc32c, metadata::jsonb,
                       checksums::text[], part_sizes::bigint[], last_modified, required_copies, copy_zones::text[],
                       copy_buckets::text[], copy_keys::text[], copy_versions::text[], copy_stamps::text[],
                       array_fill('COMPLETE'::text, ARRAY[complete]) || array_fill('WRITING'::text, ARRAY[running]),
                       array_fill(at, ARRAY[complete]) || array_fill(NULL::timestamptz, ARRAY[running])
                  FROM taken),
            logged AS (
                INSERT INTO operations_log (operation_type, bucket_name, object_key, status_code, bytes_transferred,
                       response_time_ms, request_id, source_ip, caller, created_at)
                SELECT operation, bucket_name, key, 200, size, 0, request_id, source_ip, caller, at FROM taken),
            over AS MATERIALIZED (
                SELECT array_agg(previous) AS ids, array_agg(version_id) AS by FROM taken WHERE previous IS NOT NULL),
            ended AS (
                UPDATE versions v SET state = 'SUPERSEDED', ended_at = clock_timestamp(),
                       ended_by = ((SELECT by FROM over))[array_position((SELECT ids FROM over), v.id)]
                 WHERE v.id = ANY ((SELECT ids FROM over)::uuid[])
                RETURNING v.*),
            %s,
            journaled AS (
                DELETE FROM intents WHERE id = ANY ($28) AND (SELECT count(*) FROM taken) = cardinality($5)
                   AND (SELECT count(*) FROM ended) >= 0)
            %s
            SELECT ARRAY (SELECT id FROM l) AS leases, ARRAY (SELECT id FROM b) AS buckets,
                   ARRAY (SELECT place FROM taken) AS places, ARRAY (SELECT sequence FROM taken) AS sequences,
                   ARRAY (SELECT last_modified FROM taken) AS modified""";
    private static final String OWED = """
            , owed AS (
                %s)""".formatted(TaskRows.insert("$30", "n.version_id = ANY (ARRAY (SELECT version_id FROM taken))"));
    private static final String OWING_NOTHING = TAKE
            .formatted(ChangeStatement.purging("$29"), "");
    private static final String OWING = TAKE.formatted(ChangeStatement.purging("$29"), OWED);

    /** What became of a batch: which leases and open buckets there are, and what was committed, by its place from 0. */
    record Told(Set<UUID> leases, Set<UUID> buckets, Map<Integer, Taken> taken) {
        static Told of(Readable row) {
            Map<Integer, Taken> taken = new HashMap<>();
            Long[] places = Rows.get(row, "places", Long[].class);
            Long[] sequences = Rows.get(row, "sequences", Long[].class);
            Instant[] modified = Rows.get(row, "modified", Instant[].class);
            for (int i = 0; i < places.length; i++) {
                taken.put(places[i].intValue() - 1, new Taken(sequences[i], modified[i]));
            }
            return new Told(Set.of(Rows.get(row, "leases", UUID[].class)),
                    Set.of(Rows.get(row, "buckets", UUID[].class)), taken);
        }
    }

    /** A version's place in the order of its key. */
    record Taken(long sequence, Instant modified) {}

    /** A write, the row of the journal with its intent, and the lease under which that was written. */
    record Row(Commit commit, UUID journal, UUID lease) {}

    private PlainStatement() {}

    /**
     * @param rows in the order of their keys
     * @param fence rows of the journal behind a later one are left alone
     * @param over rows of the journal that go if all this is taken
     */
    static Mono<Told> run(Session session, List<Row> rows, long fence, UUID[] over, List<ObjectNode> work,
            long graceMillis) {
        Function<Row, UUID> bucket = row -> row.commit().intent().bucket().value();
        List<Object> parameters = new ArrayList<>(List.of(
                uuids(rows.stream().map(Row::lease).distinct()), uuids(rows.stream().map(bucket).distinct()),
                uuids(rows.stream().map(Row::journal).distinct()), fence,
                uuids(rows.stream().map(Row::journal)),
                uuids(rows.stream().map(row -> row.commit().intent().version().value())),
                uuids(rows.stream().map(bucket)), texts(rows, commit -> commit.intent().object().key().value())));
        parameters.addAll(contents(rows));
        parameters.addAll(copies(rows));
        parameters.addAll(log(rows));
        parameters.add(over);
        parameters.add(graceMillis);
        if (!work.isEmpty()) {
            parameters.add(TaskRows.json(work));
        }
        return session.rows(work.isEmpty() ? OWING_NOTHING : OWING, Told::of, parameters.toArray())
                .map(List::getFirst);
    }

    private static List<Object> contents(List<Row> rows) {
        return List.of(numbers(rows, commit -> commit.content().size()),
                texts(rows, commit -> commit.content().etag().value()),
                counts(rows, commit -> commit.content().crc32c()),
                texts(rows, commit -> Rows.json(commit.content().metadata()).toString()),
                texts(rows, commit -> ArrayText.of(commit.content().checksums(), Rows::text)),
                texts(rows, commit -> ArrayText.of(commit.content().parts(), String::valueOf)),
                counts(rows, Commit::requiredCopies));
    }

    private static List<Object> copies(List<Row> rows) {
        return List.of(places(rows, place -> place.zone().value()), places(rows, Locator::bucket),
                places(rows, Locator::key), places(rows, place -> place.zoneVersion().orElse("")),
                places(rows, place -> place.stamp().text()), counts(rows, commit -> commit.complete().size()),
                counts(rows, commit -> commit.running().size()));
    }

    private static List<Object> log(List<Row> rows) {
        return List.of(texts(rows, Commit::operation), texts(rows, commit -> commit.intent().object().bucket().value()),
                texts(rows, commit -> commit.origin().requestId()), texts(rows, commit -> commit.origin().sourceIp()),
                texts(rows, commit -> commit.origin().caller()));
    }

    private static UUID[] uuids(Stream<UUID> ids) {
        return ids.toArray(UUID[]::new);
    }

    private static String[] texts(List<Row> rows, Function<Commit, String> what) {
        return rows.stream().map(row -> what.apply(row.commit())).toArray(String[]::new);
    }

    private static Long[] numbers(List<Row> rows, Function<Commit, Long> what) {
        return rows.stream().map(row -> what.apply(row.commit())).toArray(Long[]::new);
    }

    private static Integer[] counts(List<Row> rows, Function<Commit, Integer> what) {
        return rows.stream().map(row -> what.apply(row.commit())).toArray(Integer[]::new);
    }

    /** Of the complete copies first, then of those that are being written. */
    private static String[] places(List<Row> rows, Function<Locator, String> what) {
        return texts(rows, commit -> ArrayText
                .of(Stream.concat(commit.complete().stream(), commit.running().stream()).toList(), what));
    }
}
