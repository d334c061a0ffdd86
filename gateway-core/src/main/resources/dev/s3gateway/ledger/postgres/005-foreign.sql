-- What others put into zones: whether a bucket serves it, and the long work that takes it in or gives it back.

-- SERVE or HIDE; null for what the configuration says.
ALTER TABLE buckets ADD COLUMN unmanaged text;
CREATE INDEX buckets_deleted ON buckets (name) WHERE state = 'DELETED';

-- Long work that an operator asked for, step by step.
CREATE TABLE errands (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    subject text NOT NULL,
    zones text[] NOT NULL,
    dry_run boolean NOT NULL,
    state text NOT NULL,
    cursor text NOT NULL,
    tally bigint[] NOT NULL,
    reason text,
    epoch bigint NOT NULL DEFAULT 0,
    claimed_until timestamptz,
    begun_at timestamptz NOT NULL,
    touched_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX errands_running ON errands (kind, subject) WHERE state = 'RUNNING';
CREATE INDEX errands_begun ON errands (kind, begun_at);
