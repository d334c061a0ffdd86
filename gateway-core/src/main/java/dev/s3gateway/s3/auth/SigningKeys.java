package dev.s3gateway.s3.auth;

import dev.s3gateway.access.AccessKey;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** Derived keys, the least recently used forgotten first: nobody fills our memory with dates and regions. */
final class SigningKeys {

    private static final int MOST = 1_000;

    private record Name(AccessKey key, String scope) {}

    private final SequencedMap<Name, SigningKey> derived = new LinkedHashMap<>(64, 0.75f, true);

    SigningKey of(AccessKey key, Scope scope) {
        Name name = new Name(key, scope.text());
        synchronized (derived) {
            SigningKey known = derived.get(name);
            if (known != null) {
                return known;
            }
        }
        return remember(name, SigningKey.derive(key.secret(), scope));
    }

    private SigningKey remember(Name name, SigningKey key) {
        synchronized (derived) {
            derived.put(name, key);
            if (derived.size() > MOST) {
                derived.pollFirstEntry();
            }
        }
        return key;
    }
}
