package dev.s3gateway.replication.read;

import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.ledger.Version;
import dev.s3gateway.object.ByteRange;
import java.util.Optional;

/** An object opened for reading: its version, the range that was asked for, and the zone whose bytes come first. */
public record Opened(Version version, Optional<ByteRange.Resolved> range, ZoneCode zone, Body body) {}
