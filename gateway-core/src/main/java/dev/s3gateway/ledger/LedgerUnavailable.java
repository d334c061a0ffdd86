package dev.s3gateway.ledger;

import org.jspecify.annotations.Nullable;

/** The database cannot be reached, or not in time; nothing may be acknowledged. The only failure the SPIs signal. */
public final class LedgerUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public LedgerUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
    }
}
