package dev.s3gateway.access;

import java.util.Optional;

/** Who sends a request. {@code accessKey} is empty for the anonymous. Root sees and may do everything. */
public record Caller(String user, Optional<String> accessKey, boolean root) {

    public static final Caller ANONYMOUS = new Caller("anonymous", Optional.empty(), false);

    public boolean isAnonymous() {
        return accessKey.isEmpty() && !root;
    }
}
