-- Removed keys stay in the index of live ones until a vacuum, and the first listing that comes by looks at each: the usual
-- fifth of a table would be twenty million of them. Queues are mostly what is over.
ALTER TABLE heads SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 20000);
ALTER TABLE versions SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 20000);
ALTER TABLE tasks SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
ALTER TABLE intents SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
