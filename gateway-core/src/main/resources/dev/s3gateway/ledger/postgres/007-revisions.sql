-- What the gateways go by, and which revision of it each has.

CREATE TABLE revisions (
    topic text PRIMARY KEY,
    number bigint NOT NULL,
    digest text NOT NULL
);
ALTER TABLE leases ADD COLUMN revision bigint NOT NULL DEFAULT 0;
