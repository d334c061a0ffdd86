package dev.s3gateway.s3.wire;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Header fields by lower-case name, each with its values in the order in which they came. Immutable. */
public record Headers(Map<String, List<String>> fields) {

    public static final Headers EMPTY = new Headers(Map.of());

    public Headers {
        Map<String, List<String>> copy = new TreeMap<>();
        fields.forEach((name, values) -> copy.computeIfAbsent(name.toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                .addAll(values));
        copy.replaceAll((_, values) -> List.copyOf(values));
        fields = Collections.unmodifiableMap(copy);
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
