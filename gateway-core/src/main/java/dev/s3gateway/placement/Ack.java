package dev.s3gateway.placement;

/** When a write is answered. */
public enum Ack {
    /** When every lane has succeeded, failed or been dropped. */
    SETTLED,
    /** As soon as {@code minReplicas} copies are verified; the rest finishes in the background. */
    QUORUM,
    /** When the first usable zone in order holds a verified copy; the others get theirs by tasks. */
    PRIMARY
}
