package dev.s3gateway.replication.read;

/** A copy was not where the ledger had said, because its version is not the current one any more. */
public final class VersionGone extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public VersionGone() {
        super("the version was replaced or removed meanwhile", null, false, false);
    }
}
