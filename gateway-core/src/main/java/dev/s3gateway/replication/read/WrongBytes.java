package dev.s3gateway.replication.read;

/** A whole body does not have the sum that the ledger knows. Whoever reads it must not take it for complete. */
final class WrongBytes extends RuntimeException {

    private static final long serialVersionUID = 1L;

    WrongBytes() {
        super("the bytes are not those that were written", null, false, false);
    }
}
