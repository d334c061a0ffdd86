package dev.s3gateway.replication;

import dev.s3gateway.object.VersionId;
import java.util.Optional;

/** A key that is gone; {@code version} is what it held, empty where it held nothing. */
public record Removed(Optional<VersionId> version) {}
