-- What the database was found to have lost, in words. While it stands here no gateway writes, removes or settles anything.

ALTER TABLE ledger_state ADD COLUMN lost text, ADD COLUMN lost_at timestamptz;
