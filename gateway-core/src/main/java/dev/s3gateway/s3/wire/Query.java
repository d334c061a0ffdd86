package dev.s3gateway.s3.wire;

import java.util.List;
import java.util.Optional;

/**
 * The query of a request, decoded once, in the order in which it came. {@code ?delete} and {@code ?delete=} are the
 * same: a parameter with an empty value.
 */
public record Query(List<Parameter> parameters) {

    public static final Query EMPTY = new Query(List.of());

    public record Parameter(String name, String value) {}

    public Query {
        parameters = List.copyOf(parameters);
    }

    public Optional<String> first(String name) {
        return all(name).stream().findFirst();
    }

    public List<String> all(String name) {
        return parameters.stream().filter(p -> p.name().equals(name)).map(Parameter::value).toList();
    }

    public boolean has(String name) {
        return parameters.stream().anyMatch(p -> p.name().equals(name));
    }
}
