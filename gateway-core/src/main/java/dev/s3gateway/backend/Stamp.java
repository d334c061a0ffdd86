package dev.s3gateway.backend;

import dev.s3gateway.object.VersionId;

/**
 * What is written beside everything that we store in a zone, so that it can be recognised as ours: which ledger
 * (raised after a restore of the database), which version, and which attempt to write it. Every attempt has its own.
 */
public record Stamp(long incarnation, VersionId version, int attempt) {

    /** Stands for the stamp of an object that somebody else put there: it bears none. */
    public static Stamp none(VersionId version) {
        return new Stamp(0, version, 0);
    }

    public boolean isNone() {
        return incarnation == 0 && attempt == 0;
    }

    /** {@code 1/0b9c…/2}, as it stands in zone metadata and file names. */
    public String text() {
        return incarnation + "/" + version + "/" + attempt;
    }

    public static Stamp parse(String text) {
        String[] parts = text.split("/", 3);
        if (parts.length != 3) {
            throw new IllegalArgumentException("not a stamp: " + text);
        }
        return new Stamp(Long.parseLong(parts[0]), VersionId.parse(parts[1]), Integer.parseInt(parts[2]));
    }
}
