-- What a probe found out about each zone bucket; and of that, beside the zone bucket, what every write must know.

ALTER TABLE zone_buckets ADD COLUMN traits json NOT NULL DEFAULT '{}';

CREATE TABLE capabilities (
    bucket_id uuid NOT NULL,
    zone text NOT NULL,
    due_at timestamptz NOT NULL,
    probed_at timestamptz,
    found json,
    PRIMARY KEY (bucket_id, zone)
);
