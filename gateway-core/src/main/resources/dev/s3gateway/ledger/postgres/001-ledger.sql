-- The ledger. No foreign keys on the hot tables: their integrity is the protocol's, under the locks that it takes.

CREATE TABLE ledger_state (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    incarnation bigint NOT NULL
);
INSERT INTO ledger_state (incarnation) VALUES (1);

-- One row per running process; whoever finds one lapsed settles what it held.
CREATE TABLE leases (
    id uuid PRIMARY KEY,
    process text NOT NULL,
    acquired_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);

-- T1: one row per batch. places: every planned locator with its version and bucket.
CREATE TABLE intents (
    id uuid PRIMARY KEY,
    lease uuid NOT NULL,
    places json NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX intents_lease ON intents (lease);

CREATE TABLE buckets (
    id uuid PRIMARY KEY,
    name text COLLATE "C" NOT NULL,
    owner text NOT NULL,
    region text NOT NULL,
    state text NOT NULL,
    created_at timestamptz NOT NULL,
    deleted_at timestamptz
);
CREATE UNIQUE INDEX buckets_name ON buckets (name) WHERE state = 'OPEN';

CREATE TABLE zone_buckets (
    bucket_id uuid NOT NULL REFERENCES buckets,
    zone text NOT NULL,
    name text NOT NULL,
    state text NOT NULL,
    layout text NOT NULL,
    reason text,
    position integer NOT NULL,
    PRIMARY KEY (bucket_id, zone)
);
CREATE INDEX zone_buckets_place ON zone_buckets (zone, name);

-- One row per key that ever held something: its order, and what listing shows.
CREATE TABLE heads (
    bucket_id uuid NOT NULL,
    key text COLLATE "C" NOT NULL,
    sequence bigint NOT NULL,
    live boolean NOT NULL,
    version_id uuid,
    size bigint NOT NULL,
    etag text NOT NULL,
    last_modified timestamptz NOT NULL,
    PRIMARY KEY (bucket_id, key)
) WITH (fillfactor = 80);
CREATE INDEX heads_live ON heads (bucket_id, key) WHERE live;

-- Written once; afterwards only its state and its copies change.
CREATE TABLE versions (
    id uuid PRIMARY KEY,
    bucket_id uuid NOT NULL,
    key text COLLATE "C" NOT NULL,
    sequence bigint NOT NULL,
    state text NOT NULL,
    ended_by uuid,
    size bigint NOT NULL,
    etag text NOT NULL,
    crc32c integer NOT NULL,
    metadata jsonb NOT NULL,
    checksums text[] NOT NULL,
    last_modified timestamptz NOT NULL,
    required_copies integer NOT NULL,
    copy_zones text[] NOT NULL,
    copy_buckets text[] NOT NULL,
    copy_keys text[] NOT NULL,
    copy_versions text[] NOT NULL,
    copy_stamps text[] NOT NULL,
    copy_states text[] NOT NULL,
    copy_verified timestamptz[] NOT NULL
) WITH (fillfactor = 85);

CREATE TABLE tasks (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL,
    zone text NOT NULL,
    bucket_id uuid NOT NULL,
    version_id uuid,
    place_bucket text,
    place_key text,
    place_version text,
    place_stamp text,
    -- The lease of the process whose lane may still make this needless.
    awaiting uuid,
    due_at timestamptz NOT NULL,
    claimed_until timestamptz,
    epoch bigint NOT NULL DEFAULT 0,
    tries integer NOT NULL DEFAULT 0,
    reason text,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX tasks_due ON tasks (kind, due_at);
CREATE INDEX tasks_version ON tasks (version_id);
CREATE INDEX tasks_purges ON tasks (bucket_id, zone) WHERE kind = 'PURGE';
CREATE INDEX tasks_awaiting ON tasks (awaiting) WHERE awaiting IS NOT NULL;
CREATE UNIQUE INDEX tasks_one_copy ON tasks (version_id, zone) WHERE kind = 'COPY';
CREATE UNIQUE INDEX tasks_one_bucket ON tasks (bucket_id, zone, kind) WHERE kind IN ('MAKE_BUCKET', 'DROP_BUCKET');

CREATE SEQUENCE operations_log_id;
CREATE TABLE operations_log (
    id bigint NOT NULL DEFAULT nextval('operations_log_id'),
    operation_type text NOT NULL,
    bucket_name text NOT NULL,
    object_key text,
    zone_code text,
    status_code integer NOT NULL,
    bytes_transferred bigint NOT NULL,
    response_time_ms bigint NOT NULL,
    request_id text NOT NULL,
    source_ip text NOT NULL,
    caller text NOT NULL,
    created_at timestamptz NOT NULL
) PARTITION BY RANGE (created_at);
CREATE TABLE operations_log_default PARTITION OF operations_log DEFAULT;
CREATE INDEX operations_log_time ON operations_log (created_at, id);

-- What operators query.
CREATE VIEW objects AS
SELECT b.name AS bucket_name, v.key AS object_key, v.id AS version_id, v.sequence, v.size AS size_bytes, v.etag,
       v.metadata ->> 'type' AS content_type, v.required_copies AS required_replica_count,
       coalesce(array_length(array_positions(v.copy_states, 'COMPLETE'), 1), 0) AS current_replica_count,
       CASE WHEN coalesce(array_length(array_positions(v.copy_states, 'COMPLETE'), 1), 0) < v.required_copies
                 OR EXISTS (SELECT FROM tasks t WHERE t.version_id = v.id AND t.kind = 'COPY')
            THEN 'pending' ELSE 'synced' END AS sync_status,
       v.last_modified AS created_at, h.bucket_id
  FROM heads h
  JOIN versions v ON v.id = h.version_id
  JOIN buckets b ON b.id = h.bucket_id
 WHERE h.live;

CREATE VIEW object_replicas AS
SELECT b.name AS bucket_name, v.key AS object_key, v.id AS version_id, c.zone AS zone_code,
       lower(c.state) AS replica_status, c.verified AS last_verified, c.zone_bucket, c.zone_key,
       nullif(c.zone_version, '') AS zone_version, t.reason AS last_error, v.bucket_id
  FROM versions v
  JOIN buckets b ON b.id = v.bucket_id
 CROSS JOIN LATERAL unnest(v.copy_zones, v.copy_buckets, v.copy_keys, v.copy_versions, v.copy_states, v.copy_verified)
       AS c (zone, zone_bucket, zone_key, zone_version, state, verified)
  LEFT JOIN tasks t ON t.version_id = v.id AND t.zone = c.zone AND t.kind = 'COPY'
 WHERE v.state = 'COMMITTED'
UNION ALL
SELECT b.name, v.key, v.id, t.zone, 'planned', NULL, NULL, NULL, NULL, t.reason, v.bucket_id
  FROM tasks t
  JOIN versions v ON v.id = t.version_id
  JOIN buckets b ON b.id = v.bucket_id
 WHERE t.kind = 'COPY' AND v.state = 'COMMITTED' AND NOT t.zone = ANY (v.copy_zones);

CREATE VIEW sync_jobs AS
SELECT t.id, lower(t.kind) AS job_type, t.zone AS zone_code, b.name AS bucket_name, v.key AS object_key, t.version_id,
       CASE WHEN t.claimed_until > now() THEN 'running' ELSE 'waiting' END AS status,
       t.tries AS retry_count, t.reason AS error_message, t.due_at AS scheduled_at, t.created_at
  FROM tasks t
  LEFT JOIN buckets b ON b.id = t.bucket_id
  LEFT JOIN versions v ON v.id = t.version_id;
