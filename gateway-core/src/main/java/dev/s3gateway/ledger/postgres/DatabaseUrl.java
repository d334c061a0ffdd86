package dev.s3gateway.ledger.postgres;

import dev.s3gateway.config.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads {@code postgres://}, {@code postgresql://} and {@code r2dbc:} URLs. Its complaints never show the password. */
final class DatabaseUrl {

    private static final List<String> SCHEMES = List.of("r2dbc:postgresql", "r2dbc:postgres", "postgresql",
            "postgres");
    private static final List<String> OPTIONS = List.of("sslmode", "sslrootcert", "host", "connect_timeout", "user",
            "password", "application_name");

    private DatabaseUrl() {}

    static LedgerConfig parse(String url) {
        URI uri = uri(url.strip());
        Map<String, String> options = options(uri);
        String[] login = Optional.ofNullable(uri.getRawUserInfo()).orElse("").split(":", 2);
        String user = login[0].isEmpty() ? options.getOrDefault("user", "") : decoded(login[0]);
        String password = login.length > 1 ? decoded(login[1]) : options.getOrDefault("password", "");
        String database = Optional.ofNullable(uri.getRawPath()).map(p -> decoded(p.replaceFirst("/", ""))).orElse("");
        String host = Optional.ofNullable(uri.getHost())
                .or(() -> Optional.ofNullable(options.get("host")))
                .orElse("localhost");
        requireUser(user);
        return new LedgerConfig(host.replaceAll("[\\[\\]]", ""), uri.getPort() == -1 ? 5432 : uri.getPort(),
                Optional.of(host).filter(h -> h.startsWith("/")).map(Path::of), database.isEmpty() ? user : database,
                user, Secret.of(password), ssl(options), Optional.ofNullable(options.get("sslrootcert")).map(Path::of),
                16, connectTimeout(options), Duration.ofSeconds(10), Duration.ofSeconds(2));
    }

    private static URI uri(String url) {
        String rest = SCHEMES.stream()
                .filter(scheme -> url.startsWith(scheme + "://"))
                .findFirst()
                .map(scheme -> url.substring(scheme.length()))
                .orElseThrow(() -> problem("must start with postgresql://, postgres:// or r2dbc:postgresql://"));
        try {
            return new URI("postgresql" + rest).parseServerAuthority();
        } catch (URISyntaxException e) {
            throw problem("cannot be read at character " + Math.max(0, e.getIndex()) + " (" + e.getReason()
                    + "); in a password, write @ as %40, : as %3A and / as %2F");
        }
    }

    private static Map<String, String> options(URI uri) {
        Map<String, String> options = new HashMap<>();
        for (String pair : Optional.ofNullable(uri.getRawQuery()).filter(q -> !q.isEmpty()).orElse("").split("&", -1)) {
            String[] parts = pair.split("=", 2);
            if (!parts[0].isEmpty()) {
                options.put(known(parts[0].toLowerCase(Locale.ROOT)), parts.length > 1 ? decoded(parts[1]) : "");
            }
        }
        return options;
    }

    private static String known(String option) {
        if (!OPTIONS.contains(option)) {
            throw problem("has the unknown option " + option + "; known are " + String.join(", ", OPTIONS));
        }
        return option;
    }

    private static LedgerConfig.Ssl ssl(Map<String, String> options) {
        String mode = options.getOrDefault("sslmode", "prefer");
        return Arrays.stream(LedgerConfig.Ssl.values())
                .filter(known -> known.name().equals(mode.toUpperCase(Locale.ROOT).replace('-', '_')))
                .findFirst()
                .orElseThrow(() -> problem("has sslmode=" + mode
                        + "; known are disable, prefer, require, verify-ca and verify-full"));
    }

    private static Duration connectTimeout(Map<String, String> options) {
        String seconds = options.getOrDefault("connect_timeout", "5");
        if (!seconds.matches("[1-9][0-9]{0,3}")) {
            throw problem("has connect_timeout=" + seconds + "; it must be seconds, at least 1");
        }
        return Duration.ofSeconds(Long.parseLong(seconds));
    }

    private static void requireUser(String user) {
        if (user.isEmpty()) {
            throw problem("names no user, such as in postgresql://user:password@host:5432/database");
        }
    }

    private static String decoded(String text) {
        // A plus sign is a plus sign here, other than in a form.
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static IllegalArgumentException problem(String words) {
        return new IllegalArgumentException("the database URL " + words);
    }
}
