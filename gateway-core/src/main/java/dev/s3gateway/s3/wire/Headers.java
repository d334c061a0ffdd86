package dev.s3gateway.s3.wire;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Header fields by lower-case name, each with its values in the order in which they came. Immutable. */
public record Headers(Map<String, List<String>> fields) {

    public static final Headers EMPTY = new Headers(Map.of());

    public Headers {
        Map<String, List<String>> copy = new TreeMap<>();
        fields.forEach((name, values) -> copy.merge(name.toLowerCase(Locale.ROOT), List.copyOf(values), Headers::both));
        fields = Collections.unmodifiableMap(copy);
    }

    /** The values of one field that came in two places. */
    public static List<String> both(List<String> some, List<String> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    public static Headers of(Map<String, String> single) {
        Map<String, List<String>> fields = new TreeMap<>();
        single.forEach((name, value) -> fields.put(name, List.of(value)));
        return new Headers(fields);
    }

    public Optional<String> first(String name) {
        List<String> values = all(name);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.getFirst());
    }

    public List<String> all(String name) {
        return fields.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }

    public boolean has(String name) {
        return !all(name).isEmpty();
    }

    /** Name without the prefix → first value. */
    public Map<String, String> startingWith(String prefix) {
        Map<String, String> found = new TreeMap<>();
        fields.forEach((name, values) -> {
            if (name.startsWith(prefix)) {
                found.put(name.substring(prefix.length()), values.getFirst());
            }
        });
        return found;
    }
}
