package dev.s3gateway.server.admin;

import dev.s3gateway.access.Approach;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Who may ask. With {@code required}, whoever shows the admin key. In open mode everybody who means this gateway: a
 * page that a browser loaded from elsewhere, or a name that was made to point here, does not.
 *
 * @param required whether the key must be shown
 * @param isAdminKey whether this is the admin key
 * @param domain under which the gateway is reached, when one is configured
 */
public record AdminAccess(boolean required, Predicate<String> isAdminKey, Optional<String> domain) {

    private static final String BEARER = "bearer ";

    /** @throws AdminError where the request may not go on */
    void check(Optional<String> authorization, Approach approach) {
        if (required) {
            requireKey(authorization);
        } else {
            approach.foreign(domain.stream().toList()).ifPresent(header -> {
                throw AdminError.forbidden("The " + header + " header tells of another site than this gateway.");
            });
        }
    }

    private void requireKey(Optional<String> authorization) {
        Optional<String> key = authorization
                .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(value -> value.substring(BEARER.length()).strip());
        if (key.isEmpty()) {
            throw AdminError.forbidden("This needs the admin key: Authorization: Bearer s3_key_…");
        }
        if (!isAdminKey.test(key.get())) {
            throw AdminError.forbidden("This is not the admin key.");
        }
    }
}
