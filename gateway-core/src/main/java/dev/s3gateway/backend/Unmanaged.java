package dev.s3gateway.backend;

/** What becomes of objects that lie in a bucket's zones and that nobody stamped. */
public enum Unmanaged {
    /** They are read, listed and overwritten as if they were ours; a delete hides them and leaves the zone alone. */
    SERVE,
    /** They are not there, until they are imported. */
    HIDE
}
