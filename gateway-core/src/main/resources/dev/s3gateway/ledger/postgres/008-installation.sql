-- Which ledger this is: markers in zone buckets say so.

ALTER TABLE ledger_state ADD COLUMN installation uuid NOT NULL DEFAULT gen_random_uuid();
