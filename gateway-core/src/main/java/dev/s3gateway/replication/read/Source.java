package dev.s3gateway.replication.read;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.Zone;

/** A copy that can be read. */
record Source(Zone zone, Locator locator) {}
