package dev.s3gateway.ledger.postgres;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Mono;

/**
 * The one statement by which a batch of decisions becomes true. What a batch has nothing of is not in it: every table that
 * a statement names costs it time, also where nothing is done to it. There are few such texts, always the same.
 */
final class ChangeStatement {

    private static final String CHANGED = """
            WITH c AS MATERIALIZED (
                SELECT * FROM json_to_recordset($1::json) AS c (
                       bucket_id uuid, key text COLLATE "C", sequence bigint, live boolean, version_id uuid,
                       size bigint, etag text, last_modified timestamptz, crc32c integer, metadata jsonb,
                       checksums text[], part_sizes bigint[], required_copies integer, previous uuid, ending text, ended_by uuid,
                       %s)),
            headed AS (
                UPDATE heads h SET sequence = c.sequence, live = c.live, version_id = c.version_id, size = c.size,
                       etag = c.etag, last_modified = c.last_modified
                  FROM c WHERE h.bucket_id = c.bucket_id AND h.key = c.key),
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
    private static final String ENDED = """
            ,
            ended AS (
                UPDATE versions v SET state = c.ending, ended_by = c.ended_by,
                       ended_at = clock_timestamp()
                  FROM c WHERE v.id = c.previous
                RETURNING v.*),
            purged AS (
                INSERT INTO tasks (kind, zone, bucket_id, version_id, place_bucket, place_key, place_version,
                       place_stamp, due_at)
                SELECT 'PURGE', p.zone, e.bucket_id, e.id, p.bucket, p.key, p.version, p.stamp,
                       clock_timestamp() + $next * interval '1 millisecond'
                  FROM ended e CROSS JOIN LATERAL unnest(e.copy_zones, e.copy_buckets, e.copy_keys,
                       e.copy_versions, e.copy_stamps) AS p (zone, bucket, key, version, stamp)),
            void AS (
                DELETE FROM tasks t USING ended e WHERE t.version_id = e.id AND t.kind = 'COPY')""";
    private static final String OWED = """
            ,
            owed AS (
                %s)""".formatted(TaskRows.INSERT.formatted("$next"));
    private static final String UPLOADED = """
            ,
            uploaded AS (
                UPDATE uploads u SET state = e.state, claimed_by = NULL, ended_at = clock_timestamp()
                  FROM json_to_recordset($next::json) AS e (id uuid, state text) WHERE u.id = e.id)""";
    private static final String JOURNALED = """
            ,
            journaled AS (
                DELETE FROM intents WHERE id = ANY ($next))""";

    private static final Map<List<String>, String> TEXTS = new ConcurrentHashMap<>();

    private ChangeStatement() {}

    /** {@code journal}: the rows of it that are over. */
    static Mono<Void> run(Session session, List<ObjectNode> rows, List<ObjectNode> log, List<ObjectNode> work,
            List<ObjectNode> uploads, UUID[] journal, long graceMillis) {
        SequencedMap<String, Object> parts = new LinkedHashMap<>();
        if (rows.stream().anyMatch(row -> row.has("previous"))) {
            parts.put(ENDED, graceMillis);
        }
        if (!work.isEmpty()) {
            parts.put(OWED, TaskRows.json(work));
        }
        if (!uploads.isEmpty()) {
            parts.put(UPLOADED, TaskRows.json(uploads));
        }
        if (journal.length > 0) {
            parts.put(JOURNALED, journal);
        }
        List<Object> parameters = new ArrayList<>(List.of(TaskRows.json(rows), TaskRows.json(log)));
        parameters.addAll(parts.values());
        return session.rows(TEXTS.computeIfAbsent(List.copyOf(parts.keySet()), ChangeStatement::text), _ -> true,
                parameters.toArray()).then();
    }

    /** Each part has one parameter, the next after the two of the beginning. */
    private static String text(List<String> parts) {
        StringBuilder text = new StringBuilder(CHANGED);
        for (int i = 0; i < parts.size(); i++) {
            text.append(parts.get(i).replace("$next", "$" + (i + 3)));
        }
        return text.append("\nSELECT count(*) AS changed FROM c").toString();
    }
}
