package dev.s3gateway.replication.marker;

/** Whether a zone is the place that the ledger knows by its name. Sentences are for operators, with a remedy. */
public sealed interface Recognition {

    record Known() implements Recognition {}

    /** It is another place, by a marker there: nothing may be written to it. */
    record Foreign(String sentence) implements Recognition {}

    /**
     * Nothing is proven: until it is, nothing is written to it.
     *
     * @param silent it did not answer; otherwise nothing there is what the ledger knows
     */
    record Doubtful(String sentence, boolean silent) implements Recognition {}
}
