package dev.s3gateway.ledger.postgres;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * The one statement by which a batch of decisions becomes true. What a batch has nothing of is not in it: every table that
 * a statement names costs it time, also where nothing is done to it. There are few such texts, always the same.
 *
 * <p>No table is joined with the batch: a connection plans the text once, perhaps while the tables are empty, and then
 * nothing tells the planner which of two sides will grow. Rows are found by an array of their ids, which leaves it no
 * choice; {@code kind || ''} keeps it from an index by which all tasks of the kind would be gone through.
 */
final class ChangeStatement {

    private static final String CHANGED = """
            WITH c AS MATERIALIZED (
                SELECT * FROM json_to_recordset($1::json) AS c (
                       bucket_id uuid, key text COLLATE "C", sequence bigint, live boolean, version_id uuid,
                       size bigint, etag text, last_modified timestamptz, crc32c integer, metadata jsonb,
                       checksums text[], part_sizes bigint[], required_copies integer,
                       %s)),
            headed AS (
                INSERT INTO heads (bucket_id, key, sequence, live, version_id, size, etag, last_modified)
                SELECT bucket_id, key, sequence, live, version_id, size, etag, last_modified FROM c
                ON CONFLICT (bucket_id, key) DO UPDATE SET sequence = excluded.sequence, live = excluded.live,
                       version_id = excluded.version_id, size = excluded.size, etag = excluded.etag,
                       last_modified = excluded.last_modified),
            written AS (
                INSERT INTO versions (id, bucket_id, key, sequence, state, size, etag, crc32c, metadata, checksums,
                       part_sizes, last_modified, required_copies, copy_zones, copy_buckets, copy_keys, copy_versions,
                       copy_stamps, copy_states, copy_verified)
                SELECT version_id, bucket_id, key, sequence, 'COMMITTED', size, etag, crc32c, metadata, checksums,
                       part_sizes, last_modified, required_copies, copy_zones, copy_buckets, copy_keys, copy_versions,
                       copy_stamps, copy_states, copy_verified
                  FROM c WHERE live),
            logged AS (
                INSERT INTO operations_log (operation_type, bucket_name, object_key, status_code, bytes_transferred,
                       response_time_ms, request_id, source_ip, caller, created_at)
                SELECT l.operation, l.bucket, l.key, l.status, l.bytes, 0, l.request_id, l.source_ip, l.caller,
                       clock_timestamp()
                  FROM json_to_recordset($2::json) AS l (operation text, bucket text, key text, status integer,
                       bytes bigint, request_id text, source_ip text, caller text))"""
            .formatted(Rows.COPY_COLUMNS);
    // {1} and so on are the part's parameters. What is ended is unlike in two things only, which are told beside the ids.
    private static final String ENDED = """
            ,
            ended AS (
                UPDATE versions v SET state = ({2}::text[])[array_position({1}::uuid[], v.id)],
                       ended_by = ({3}::uuid[])[array_position({1}::uuid[], v.id)], ended_at = clock_timestamp()
                 WHERE v.id = ANY ({1}::uuid[])
                RETURNING v.*),
            """ + purging("{4}");
    private static final String OWED = """
            ,
            owed AS (
                %s)""".formatted(TaskRows.insert("{1}", "true"));
    private static final String UPLOADED = """
            ,
            uploaded AS (
                UPDATE uploads SET state = ({2}::text[])[array_position({1}::uuid[], id)], claimed_by = NULL,
                       ended_at = clock_timestamp()
                 WHERE id = ANY ({1}::uuid[]))""";
    private static final String JOURNALED = """
            ,
            journaled AS (
                DELETE FROM intents WHERE id = ANY ({1}))""";
    private static final String JOURNALED_AFTER_ENDED = """
            ,
            journaled AS (
                DELETE FROM intents WHERE id = ANY ({1}) AND (SELECT count(*) FROM ended) >= 0)""";

    private static final Map<List<String>, String> TEXTS = new ConcurrentHashMap<>();

    private ChangeStatement() {}

    /**
     * What is left of the versions that the part {@code ended} names goes, and what was still owed to them is void. Tasks
     * are locked after their version, as by whoever settles a copy: PostgreSQL runs the parts of WITH that nobody reads
     * from the last to the first, so this one reads {@code ended}.
     */
    static String purging(String graceMillis) {
        return """
                purged AS (
                    INSERT INTO tasks (kind, zone, bucket_id, version_id, place_bucket, place_key, place_version,
                           place_stamp, due_at)
                    SELECT 'PURGE', p.zone, e.bucket_id, e.id, p.bucket, p.key, p.version, p.stamp,
                           clock_timestamp() + %s * interval '1 millisecond'
                      FROM ended e CROSS JOIN LATERAL unnest(e.copy_zones, e.copy_buckets, e.copy_keys,
                           e.copy_versions, e.copy_stamps) AS p (zone, bucket, key, version, stamp)),
                void AS (
                    DELETE FROM tasks WHERE version_id = ANY (ARRAY (SELECT id FROM ended)) AND kind || '' = 'COPY')"""
                .formatted(graceMillis);
    }

    /** A version that is over, the mutation that ended it, and what it is now. */
    record Ended(UUID version, UUID by, String state) {}

    /** What becomes of an upload. */
    record EndedUpload(UUID id, String state) {}

    private record Part(String text, List<Object> parameters) {}

    /** {@code journal}: the rows of it that are over. */
    static Mono<Void> run(Session session, List<ObjectNode> rows, List<Ended> ended, List<ObjectNode> log,
            List<ObjectNode> work, List<EndedUpload> uploads, UUID[] journal, long graceMillis) {
        List<Part> parts = new ArrayList<>();
        if (!ended.isEmpty()) {
            parts.add(new Part(ENDED, List.of(uuids(ended, Ended::version), texts(ended, Ended::state),
                    uuids(ended, Ended::by), graceMillis)));
        }
        if (!work.isEmpty()) {
            parts.add(new Part(OWED, List.of(TaskRows.json(work))));
        }
        if (!uploads.isEmpty()) {
            parts.add(new Part(UPLOADED,
                    List.of(uuids(uploads, EndedUpload::id), texts(uploads, EndedUpload::state))));
        }
        if (journal.length > 0) {
            parts.add(new Part(ended.isEmpty() ? JOURNALED : JOURNALED_AFTER_ENDED, List.of((Object) journal)));
        }
        List<Object> parameters = new ArrayList<>(List.of(TaskRows.json(rows), TaskRows.json(log)));
        parts.forEach(part -> parameters.addAll(part.parameters()));
        return session.rows(TEXTS.computeIfAbsent(parts.stream().map(Part::text).toList(), _ -> text(parts)), _ -> true,
                parameters.toArray()).then();
    }

    private static <T> UUID[] uuids(List<T> these, Function<T, UUID> what) {
        return these.stream().map(what).toArray(UUID[]::new);
    }

    private static <T> String[] texts(List<T> these, Function<T, String> what) {
        return these.stream().map(what).toArray(String[]::new);
    }

    /** Parameters of parts follow the two of the beginning. */
    private static String text(List<Part> parts) {
        StringBuilder text = new StringBuilder(CHANGED);
        int taken = 2;
        for (Part part : parts) {
            String numbered = part.text();
            for (int i = 1; i <= part.parameters().size(); i++) {
                numbered = numbered.replace("{" + i + "}", "$" + ++taken);
            }
            text.append(numbered);
        }
        return text.append("\nSELECT count(*) AS changed FROM c").toString();
    }
}
