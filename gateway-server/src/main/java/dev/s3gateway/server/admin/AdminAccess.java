package dev.s3gateway.server.admin;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.net.URI;

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
    void check(Optional<String> authorization, Optional<String> host, Optional<String> origin) {
        if (required) {
            requireKey(authorization);
        } else {
            requireOwn("Host", host.map(AdminAccess::withoutPort));
            requireOwn("Origin", origin.map(AdminAccess::hostOf));
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

    private void requireOwn(String header, Optional<String> host) {
        if (host.filter(name -> !isOwn(name.toLowerCase(Locale.ROOT))).isPresent()) {
            throw AdminError.forbidden("The " + header + " header names another site than this gateway.");
        }
    }

    private boolean isOwn(String name) {
        return name.equals("localhost") || name.matches("127\\.\\d+\\.\\d+\\.\\d+") || name.equals("[::1]")
                || domain.filter(own -> name.equals(own) || name.endsWith("." + own)).isPresent();
    }

    private static String withoutPort(String host) {
        return host.replaceFirst(":\\d*$", "");
    }

    /** A page without an origin of its own sends {@code null}, which is nobody's host. */
    private static String hostOf(String origin) {
        try {
            return Optional.ofNullable(URI.create(origin).getHost()).orElse("null");
        } catch (IllegalArgumentException _) {
            return "null";
        }
    }
}
