-- Common prefixes are found in the index alone where a vacuum has seen the table's page since it was written. After keys that
-- are only added, the usual one comes when a fifth of the table is new; a page is looked at once, whenever it comes.
ALTER TABLE heads SET (autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_vacuum_insert_threshold = 20000);
