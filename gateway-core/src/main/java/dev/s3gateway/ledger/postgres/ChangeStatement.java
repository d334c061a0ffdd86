package dev.s3gateway.ledger.postgres;

/**
 * The one statement by which a batch of decisions becomes true. Its parameters: the rows of keys with their new
 * versions, the tasks and the log entries as JSON, the rows of the journal that are over, the grace in milliseconds.
 */
final class ChangeStatement {

    static final String SQL = """
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
            ended AS (
                UPDATE versions v SET state = c.ending, ended_by = c.ended_by,
                       ended_at = clock_timestamp()
                  FROM c WHERE v.id = c.previous
                RETURNING v.*),
            purged AS (
                INSERT INTO tasks (kind, zone, bucket_id, version_id, place_bucket, place_key, place_version,
                       place_stamp, due_at)
                SELECT 'PURGE', p.zone, e.bucket_id, e.id, p.bucket, p.key, p.version, p.stamp,
                       clock_timestamp() + $5 * interval '1 millisecond'
                  FROM ended e CROSS JOIN LATERAL unnest(e.copy_zones, e.copy_buckets, e.copy_keys,
                       e.copy_versions, e.copy_stamps) AS p (zone, bucket, key, version, stamp)),
            void AS (
                DELETE FROM tasks t USING ended e WHERE t.version_id = e.id AND t.kind = 'COPY'),
            owed AS (
                %s),
            logged AS (
                INSERT INTO operations_log (operation_type, bucket_name, object_key, status_code, bytes_transferred,
                       response_time_ms, request_id, source_ip, caller, created_at)
                SELECT l.operation, l.bucket, l.key, l.status, l.bytes, 0, l.request_id, l.source_ip, l.caller,
                       clock_timestamp()
                  FROM json_to_recordset($3::json) AS l (operation text, bucket text, key text, status integer,
                       bytes bigint, request_id text, source_ip text, caller text)),
            uploaded AS (
                UPDATE uploads u SET state = e.state, claimed_by = NULL, ended_at = clock_timestamp()
                  FROM json_to_recordset($6::json) AS e (id uuid, state text) WHERE u.id = e.id),
            journaled AS (
                DELETE FROM intents WHERE id = ANY ($4))
            SELECT count(*) AS changed FROM c"""
            .formatted(Rows.COPY_COLUMNS, TaskRows.INSERT.formatted("$2"));

    private ChangeStatement() {}
}
