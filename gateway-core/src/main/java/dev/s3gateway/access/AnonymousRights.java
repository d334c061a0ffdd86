package dev.s3gateway.access;

import dev.s3gateway.failure.Failure;
import dev.s3gateway.failure.Failure.Refusal;
import java.util.List;
import java.util.Optional;

/** What a request without credentials is worth. */
public sealed interface AnonymousRights {

    /** Who the sender is, judged by the way the request has come; {@link Failure.Denied} where that is foreign. */
    Caller admit(Approach approach);

    static AnonymousRights in(AuthMode resolved, List<String> domains) {
        return switch (resolved) {
            case OPEN -> new OfRoot(domains);
            case REQUIRED -> new None();
            case AUTO -> throw new IllegalArgumentException("auto must be resolved first");
        };
    }

    record None() implements AnonymousRights {

        @Override
        public Caller admit(Approach approach) {
            return Caller.ANONYMOUS;
        }
    }

    /**
     * Root's rights, for programs of this machine.
     *
     * @param domains the names, beside loopback, under which we are addressed
     */
    record OfRoot(List<String> domains) implements AnonymousRights {

        private static final Caller ROOT = new Caller(Users.ROOT, Optional.empty(), true);

        public OfRoot {
            domains = List.copyOf(domains);
        }

        @Override
        public Caller admit(Approach approach) {
            if (approach.host().isEmpty() || approach.foreign(domains).isPresent()) {
                throw new Failure.Denied(Refusal.ACCESS_DENIED, "Access Denied. Without credentials only requests to "
                        + "localhost or to the configured domain are served, and none from foreign web pages.");
            }
            return ROOT;
        }
    }
}
