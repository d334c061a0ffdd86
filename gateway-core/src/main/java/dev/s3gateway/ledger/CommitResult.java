package dev.s3gateway.ledger;

/**
 * What became of one T2. Everything but {@link Committed} has changed nothing, and its intent is abandoned by it; but for
 * {@link LeaseLost}, where that is still to be done.
 */
public sealed interface CommitResult {

    record Committed(Version version) implements CommitResult {}

    /** If-Match or If-None-Match did not hold at the moment of commit; {@code condition} is the header's name. */
    record ConditionFailed(String condition) implements CommitResult {}

    /** If-Match on a key that does not exist. */
    record NothingToMatch() implements CommitResult {}

    /** The bucket was deleted meanwhile. */
    record BucketGone() implements CommitResult {}

    /** This process no longer holds its lease: another may have taken the intent over, or nobody yet. */
    record LeaseLost() implements CommitResult {}
}
