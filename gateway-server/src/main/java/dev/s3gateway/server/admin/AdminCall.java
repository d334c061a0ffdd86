package dev.s3gateway.server.admin;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.s3gateway.server.http.Exchange;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.net.URLDecoder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A management request: its path in decoded segments and its parameters, each at most once. */
public record AdminCall(String method, List<String> path, Map<String, String> parameters) {

    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1000;

    /** The same with what the request's body says, too: the fields of a JSON object are parameters like others. */
    AdminCall with(String json) {
        Map<String, String> all = new LinkedHashMap<>(parameters);
        AdminJson.fields(json).forEach((name, value) -> {
            if (all.put(name, value) != null) {
                throw AdminError.badRequest("parameter " + name + " is given twice");
            }
        });
        return new AdminCall(method, path, all);
    }

    static AdminCall of(Exchange exchange) {
        List<String> segments = Arrays.stream(exchange.rawPath().split("/", -1))
                .skip(1)
                .map(segment -> decode(segment.replace("+", "%2B")))
                .toList();
        return new AdminCall(exchange.method(), segments, parameters(exchange.rawQuery()));
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> found = new LinkedHashMap<>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            if (!pair.isEmpty() && found.put(name, equals < 0 ? "" : decode(pair.substring(equals + 1))) != null) {
                throw AdminError.badRequest("parameter " + name + " is given twice");
            }
        }
        return found;
    }

    private static String decode(String text) {
        try {
            String decoded = URLDecoder.decode(text, StandardCharsets.UTF_8);
            // The database knows no NUL, and nothing has one in its name.
            if (decoded.indexOf('\0') >= 0) {
                throw AdminError.badRequest("there is a NUL in " + text);
            }
            return decoded;
        } catch (IllegalArgumentException _) {
            throw AdminError.badRequest("not a percent-encoded text: " + text);
        }
    }

    /** Refuses every parameter that is not among these. */
    @CanIgnoreReturnValue
    AdminCall allowing(String... names) {
        Set<String> known = Set.of(names);
        parameters.keySet().stream().filter(name -> !known.contains(name)).findFirst().ifPresent(name -> {
            throw AdminError.badRequest("unknown parameter " + name + (known.isEmpty()
                    ? "; none is known here"
                    : "; known are " + known.stream().sorted().collect(Collectors.joining(", "))));
        });
        return this;
    }

    Optional<String> text(String name) {
        Optional<String> value = Optional.ofNullable(parameters.get(name));
        if (value.filter(String::isEmpty).isPresent()) {
            throw AdminError.badRequest("parameter " + name + " is empty");
        }
        return value;
    }

    Optional<String> oneOf(String name, Set<String> values) {
        return text(name).map(value -> {
            if (!values.contains(value)) {
                throw AdminError.badRequest("parameter " + name + " must be one of "
                        + values.stream().sorted().collect(Collectors.joining(", ")) + ", not " + value);
            }
            return value;
        });
    }

    Optional<Integer> number(String name, int least, int most) {
        return text(name).map(value -> {
            if (!value.matches("\\d{1,9}") || Integer.parseInt(value) < least || Integer.parseInt(value) > most) {
                throw AdminError
                        .badRequest("parameter " + name + " must be a number from " + least + " to " + most + ", not "
                                + value);
            }
            return Integer.valueOf(value);
        });
    }

    Optional<Instant> time(String name) {
        return text(name).map(value -> {
            try {
                return Instant.parse(value);
            } catch (DateTimeParseException _) {
                throw AdminError
                        .badRequest("parameter " + name + " must be a time such as 2026-01-31T12:00:00Z, not " + value);
            }
        });
    }

    int limit() {
        return number("limit", 1, MAX_LIMIT).orElse(DEFAULT_LIMIT);
    }
}
