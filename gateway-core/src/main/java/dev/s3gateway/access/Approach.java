package dev.s3gateway.access;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The way a request has come, by the headers that a browser writes itself and that no page can change. It matters where
 * no credentials are asked for: then a web page that somebody looks at on this machine must not be able to act as a
 * program of this machine does. Its requests bear a foreign Origin; those without one (images, scripts, frames) are
 * called cross-site; and those to a name that was rebound to loopback bear a foreign Host.
 *
 * @param site {@code Sec-Fetch-Site}, of browsers only
 * @param destination {@code Sec-Fetch-Dest}, what the browser wants the answer for
 */
public record Approach(Optional<String> host, Optional<String> origin, Optional<String> site,
        Optional<String> destination) {

    private static final Pattern LOOPBACK = Pattern.compile("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[::1]");

    /**
     * That of a request.
     *
     * @param header the first value of a header, by its name in lower case
     */
    public static Approach of(Function<String, Optional<String>> header) {
        return new Approach(header.apply("host"), header.apply("origin"), header.apply("sec-fetch-site"),
                header.apply("sec-fetch-dest"));
    }

    /**
     * The name of the header that tells of another site than this gateway, if there is one.
     *
     * @param domains the names, beside loopback, under which we are addressed
     */
    public Optional<String> foreign(List<String> domains) {
        if (host.map(Approach::withoutPort).filter(name -> !isOurs(name, domains)).isPresent()) {
            return Optional.of("Host");
        }
        if (origin.map(Approach::hostOf).filter(name -> !isOurs(name, domains)).isPresent()) {
            return Optional.of("Origin");
        }
        return isEmbedded() ? Optional.of("Sec-Fetch-Site") : Optional.empty();
    }

    // A link that somebody follows shows the answer to them, not to the page that had the link: that is a document.
    private boolean isEmbedded() {
        return site.filter("cross-site"::equals).isPresent() && destination.filter("document"::equals).isEmpty();
    }

    private static boolean isOurs(String name, List<String> domains) {
        return LOOPBACK.matcher(name).matches() || isUnder("localhost", name)
                || domains.stream().anyMatch(domain -> isUnder(domain.toLowerCase(Locale.ROOT), name));
    }

    private static boolean isUnder(String domain, String name) {
        return name.equals(domain) || name.endsWith("." + domain);
    }

    private static String withoutPort(String host) {
        return host.replaceFirst(":\\d*$", "").toLowerCase(Locale.ROOT);
    }

    /** A page without an origin of its own sends {@code null}, which is nobody's host. */
    private static String hostOf(String origin) {
        try {
            return Optional.ofNullable(URI.create(origin).getHost()).orElse("").toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException _) {
            return "";
        }
    }
}
