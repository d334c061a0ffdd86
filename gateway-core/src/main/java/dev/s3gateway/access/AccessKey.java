package dev.s3gateway.access;

import dev.s3gateway.config.Secret;

/** A key pair. Only the id may be seen. */
public record AccessKey(String id, Secret secret) {

    public AccessKey {
        if (!id.matches("[A-Za-z0-9._-]{3,128}")) {
            throw new IllegalArgumentException("not an access key: '" + id
                    + "' (3 to 128 letters, digits, '.', '_' and '-')");
        }
        if (secret.isEmpty()) {
            throw new IllegalArgumentException("the access key " + id + " has an empty secret");
        }
    }
}
