package dev.s3gateway.access;

import java.util.List;

/** Somebody who owns buckets and signs with any of their key pairs. */
public record User(String name, List<AccessKey> keys) {

    public User {
        if (name.isBlank() || name.length() > 128) {
            throw new IllegalArgumentException("not a user's name: '" + name + "'");
        }
        keys = List.copyOf(keys);
    }
}
