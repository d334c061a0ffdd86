package dev.s3gateway.ledger;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** The name of an upload in parts as clients know it. Random, and of use only together with its bucket and key. */
public record UploadId(UUID value) {

    private static final Pattern TEXT = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    /** Empty for what we never gave out. */
    public static Optional<UploadId> parse(String text) {
        return TEXT.matcher(text).matches() ? Optional.of(new UploadId(UUID.fromString(text))) : Optional.empty();
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
