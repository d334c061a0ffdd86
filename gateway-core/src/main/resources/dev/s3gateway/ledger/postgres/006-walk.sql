-- The walk over all versions that follows a change of the zones: whose it is, and how far it got.

CREATE TABLE walk (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    placement text NOT NULL,
    cursor uuid NOT NULL,
    rounds integer NOT NULL,
    due_at timestamptz NOT NULL
);
