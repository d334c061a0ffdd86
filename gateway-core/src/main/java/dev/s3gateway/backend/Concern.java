package dev.s3gateway.backend;

import java.util.Locale;

/**
 * A rule of a zone bucket that may expire, lock, encrypt or move our copies behind our back. Nothing is written there
 * until an operator has accepted it by its name.
 */
public record Concern(Kind kind, String detail) {

    public enum Kind {
        /** Every new version is locked: an aborted or lost copy could not be removed. */
        DEFAULT_RETENTION,
        /** Versions are expired or moved to another class of storage. */
        LIFECYCLE,
        /** Under a key that is not the service's own, and may be withdrawn. */
        ENCRYPTION,
        /** What is written is copied to a place that no rule of ours has seen. */
        REPLICATION;

        /** {@code default-retention}, as operators write it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
