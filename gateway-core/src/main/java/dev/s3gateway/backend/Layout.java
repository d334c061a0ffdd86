package dev.s3gateway.backend;

/** How locators are minted in a zone bucket. */
public enum Layout {
    /** The client's own key; the zone keeps versions and names them. */
    NATURAL,
    /** A key of its own for every attempt, because the zone keeps no versions. */
    SEALED
}
