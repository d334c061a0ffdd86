package dev.s3gateway.access;

import dev.s3gateway.failure.Failure;
import dev.s3gateway.failure.Failure.Refusal;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a request without credentials is worth. */
public sealed interface AnonymousRights {

    /** Who the sender is, judged by the Host and Origin headers; {@link Failure.Denied} where they are foreign. */
    Caller admit(Optional<String> host, Optional<String> origin);

    static AnonymousRights in(AuthMode resolved, List<String> domains) {
        return switch (resolved) {
            case OPEN -> new OfRoot(domains);
            case REQUIRED -> new None();
            case AUTO -> throw new IllegalArgumentException("auto must be resolved first");
        };
    }

    record None() implements AnonymousRights {

        @Override
        public Caller admit(Optional<String> host, Optional<String> origin) {
            return Caller.ANONYMOUS;
        }
    }

    /**
     * Root's rights, for programs of this machine. A web page that somebody looks at here is not one of them: its
     * requests bear a foreign Origin, or, with a name that was rebound to loopback, a foreign Host.
     *
     * @param domains the names, beside loopback, under which we are addressed
     */
    record OfRoot(List<String> domains) implements AnonymousRights {

        private static final Caller ROOT = new Caller(Users.ROOT, Optional.empty(), true);
        private static final Pattern LOOPBACK = Pattern.compile("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[::1]");

        public OfRoot {
            domains = domains.stream().map(domain -> domain.toLowerCase(Locale.ROOT)).toList();
        }

        @Override
        public Caller admit(Optional<String> host, Optional<String> origin) {
            if (!host.map(OfRoot::withoutPort).map(this::isOurs).orElse(false)
                    || !origin.map(OfRoot::hostOf).map(this::isOurs).orElse(true)) {
                throw new Failure.Denied(Refusal.ACCESS_DENIED, "Access Denied. Without credentials only requests to "
                        + "localhost or to the configured domain are served, and none from foreign web pages.");
            }
            return ROOT;
        }

        private boolean isOurs(String name) {
            return LOOPBACK.matcher(name).matches() || isUnder("localhost", name)
                    || domains.stream().anyMatch(domain -> isUnder(domain, name));
        }

        private static boolean isUnder(String domain, String name) {
            return name.equals(domain) || name.endsWith("." + domain);
        }

        private static String withoutPort(String host) {
            return host.replaceFirst(":\\d*$", "").toLowerCase(Locale.ROOT);
        }

        private static String hostOf(String origin) {
            try {
                return Optional.ofNullable(URI.create(origin).getHost()).orElse("").toLowerCase(Locale.ROOT);
            } catch (IllegalArgumentException _) {
                return "";
            }
        }
    }
}
