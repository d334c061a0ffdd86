package dev.s3gateway.access;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.Stream;

/**
 * Who may come in.
 *
 * @param rootKey one key pair of root that flags and variables can set; it is the first of {@code rootKeys}
 * @param rootKeys the key pairs of the user who may do everything
 * @param users everybody else; names and access keys are unique
 * @param failedSignaturesPerMinute how many wrong signatures a source may send for a key before it is told to slow down
 */
public record AccessConfig(AuthMode mode, Optional<AccessKey> rootKey, List<AccessKey> rootKeys, List<User> users,
        int failedSignaturesPerMinute) {

    /** What examples sign with on a machine of one's own; known to everybody, hence never to be served to a network. */
    public static final String LOCAL_SECRET = "local-credential";

    public AccessConfig {
        rootKeys = Stream.concat(rootKey.stream(), rootKeys.stream()).distinct().toList();
        users = List.copyOf(users);
        if (failedSignaturesPerMinute < 1) {
            throw new IllegalArgumentException("failed-signatures-per-minute must be at least 1, but is "
                    + failedSignaturesPerMinute);
        }
    }

    public AuthMode modeFor(boolean everyListenerOnLoopback) {
        boolean anyKey = !rootKeys.isEmpty() || users.stream().anyMatch(user -> !user.keys().isEmpty());
        return mode.resolved(everyListenerOnLoopback, anyKey);
    }

    public AccessConfig withRootKey(AccessKey key) {
        return new AccessConfig(mode, Optional.of(key), List.of(), users, failedSignaturesPerMinute);
    }

    /** Why this must not be served beyond loopback, if it must not. */
    public Optional<String> dangerToNetwork() {
        Stream<String> roots = wellKnown(rootKeys).map(id -> "the root key " + id);
        Stream<String> others = users.stream()
                .flatMap(user -> wellKnown(user.keys()).map(id -> "the key " + id + " of " + user.name()));
        return Stream.concat(roots, others)
                .map(key -> "the secret of " + key + " is the well-known one of the examples; set another in"
                        + " auth.root-keys or auth.users before listening beyond loopback")
                .findFirst();
    }

    private static Stream<String> wellKnown(List<AccessKey> keys) {
        return keys.stream().filter(key -> key.secret().reveal().equals(LOCAL_SECRET)).map(AccessKey::id);
    }
}
