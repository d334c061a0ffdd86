package dev.s3gateway.ledger;

import dev.s3gateway.object.VersionId;
import java.util.Optional;

/** What became of one DELETE. */
public sealed interface RemoveResult {

    /** The key is gone; {@code version} is what it held, empty where it held nothing. */
    record Removed(Optional<VersionId> version) implements RemoveResult {}

    record ConditionFailed(String condition) implements RemoveResult {}

    record BucketGone() implements RemoveResult {}

    record LeaseLost() implements RemoveResult {}
}
