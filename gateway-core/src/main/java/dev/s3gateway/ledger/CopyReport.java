package dev.s3gateway.ledger;

import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.object.VersionId;
import java.time.Instant;
import java.util.Optional;

/** One copy of an object as operators see it; {@code lastVerified} is empty while it is owed. */
public record CopyReport(VersionId version, ZoneCode zone, Copy.State state, Optional<Instant> lastVerified,
        Optional<String> lastError) {}
