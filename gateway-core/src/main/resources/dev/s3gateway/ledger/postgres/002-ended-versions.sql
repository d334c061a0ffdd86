-- When a version was superseded or deleted: its row is forgotten the horizon later, once nothing of it is left to purge.
-- Heads are never forgotten: they carry the order of their key, which must go on where the key is written again.

ALTER TABLE versions ADD COLUMN ended_at timestamptz;
UPDATE versions SET ended_at = clock_timestamp() WHERE state <> 'COMMITTED';
CREATE INDEX versions_ended ON versions (ended_at) WHERE ended_at IS NOT NULL;
