package dev.s3gateway.object;

import java.util.UUID;

/** The identity of one stored state of a key. The order of versions is the ledger's sequence, never this. */
public record VersionId(UUID value) {

    public static VersionId parse(String text) {
        return new VersionId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
