-- Uploads in parts.

CREATE TABLE uploads (
    id uuid PRIMARY KEY,
    bucket_id uuid NOT NULL,
    key text COLLATE "C" NOT NULL,
    owner text NOT NULL,
    state text NOT NULL,
    version_id uuid NOT NULL,
    metadata jsonb NOT NULL,
    checksum text NOT NULL,
    -- Per zone: where the copy will lie, how the zone calls its upload, whether parts still go there.
    lanes jsonb NOT NULL,
    initiated_at timestamptz NOT NULL,
    -- What was asked for; from then on no part is recorded.
    completion jsonb,
    -- The lease of the process that completes it, and which of its claims that is.
    claimed_by uuid,
    epoch bigint NOT NULL DEFAULT 0,
    ended_at timestamptz
);
CREATE INDEX uploads_open ON uploads (bucket_id, key, id) WHERE state IN ('OPEN', 'COMPLETING');
CREATE INDEX uploads_owner ON uploads (owner) WHERE state IN ('OPEN', 'COMPLETING');
CREATE INDEX uploads_age ON uploads (initiated_at) WHERE state IN ('OPEN', 'COMPLETING');
CREATE INDEX uploads_claimed ON uploads (id) WHERE state = 'COMPLETING' AND claimed_by IS NOT NULL;
CREATE INDEX uploads_ended ON uploads (ended_at) WHERE state IN ('COMPLETED', 'ABORTED');
CREATE INDEX uploads_version ON uploads (version_id);

-- One row per number: the last try that was stored.
CREATE TABLE upload_parts (
    upload_id uuid NOT NULL,
    number integer NOT NULL,
    size bigint NOT NULL,
    etag text NOT NULL,
    crc32c integer NOT NULL,
    checksum text NOT NULL,
    tags jsonb NOT NULL,
    uploaded_at timestamptz NOT NULL,
    PRIMARY KEY (upload_id, number)
);

-- The sizes of the parts that a version was uploaded in.
ALTER TABLE versions ADD COLUMN part_sizes bigint[] NOT NULL DEFAULT '{}';
