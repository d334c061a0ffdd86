package dev.s3gateway.s3.wire;

import java.util.Arrays;
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

    /** Decodes a query as it was sent, without its question mark. */
    public static Query parse(String raw) {
        return raw.isEmpty()
                ? EMPTY
                : new Query(
                        Arrays.stream(raw.split("&")).filter(pair -> !pair.isEmpty()).map(Query::parameter).toList());
    }

    private static Parameter parameter(String pair) {
        int equals = pair.indexOf('=');
        return equals < 0
                ? new Parameter(PercentDecoder.query(pair), "")
                : new Parameter(PercentDecoder.query(pair.substring(0, equals)),
                        PercentDecoder.query(pair.substring(equals + 1)));
    }

    public Optional<String> first(String name) {
        for (Parameter parameter : parameters) {
            if (parameter.name().equals(name)) {
                return Optional.of(parameter.value());
            }
        }
        return Optional.empty();
    }

    public List<String> all(String name) {
        return parameters.stream().filter(p -> p.name().equals(name)).map(Parameter::value).toList();
    }

    public boolean has(String name) {
        return first(name).isPresent();
    }
}
