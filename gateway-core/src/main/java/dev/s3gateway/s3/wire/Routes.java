package dev.s3gateway.s3.wire;

import dev.s3gateway.failure.Failure.MethodNotAllowed;
import dev.s3gateway.failure.Failure.NotImplemented;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the operation that a request means: of the routes that match, the one that asks for most. Operations of S3 that
 * this product does not have are in the same table, so that they are refused by name and never fall through to another.
 */
public final class Routes<T> {

    /** A row: the name of an operation of S3, its route, and what answers it here, if anything does. */
    private record Row<T>(String operation, Route route, Optional<T> answer) {}

    private record Place(String method, Scope scope) {}

    private final List<Row<T>> rows;
    private final Map<Place, List<Row<T>>> byPlace;

    /** A table of these operations, by their names in S3. Two with the same route are refused. */
    public static <T> Routes<T> of(Map<String, T> operations, Function<T, Route> routeOf) {
        Map<Route, String> taken = new HashMap<>();
        operations.forEach((name, operation) -> {
            Route route = routeOf.apply(operation);
            String other = taken.putIfAbsent(route, name);
            if (other != null) {
                throw new IllegalStateException(other + " and " + name + " have the same route: " + route);
            }
        });
        Stream<Row<T>> answered = operations.entrySet()
                .stream()
                .map(e -> new Row<>(e.getKey(), routeOf.apply(e.getValue()), Optional.of(e.getValue())));
        Stream<Row<T>> others = OtherOperations.all()
                .stream()
                .filter(other -> !operations.containsKey(other.name()) && !taken.containsKey(other.route()))
                .map(other -> new Row<>(other.name(), other.route(), Optional.empty()));
        return new Routes<>(Stream.concat(answered, others).toList());
    }

    private Routes(List<Row<T>> rows) {
        this.rows = rows;
        this.byPlace = rows.stream()
                .collect(Collectors.groupingBy(row -> new Place(row.route().method(), row.route().scope())));
    }

    /**
     * What answers the request.
     *
     * @throws NotImplemented naming the operation or the subresource
     * @throws MethodNotAllowed where only other methods would mean something here
     */
    public T meantBy(S3Request request) {
        Row<T> best = byPlace.getOrDefault(new Place(request.method(), Scope.of(request.target())), List.of())
                .stream()
                .filter(row -> row.route().matches(request))
                .max(Comparator.comparing(Row::route, Route.BY_DEMANDS))
                .orElseThrow(() -> nothingMatches(request));
        Subresources.unasked(request.query(), best.route())
                .ifPresent(name -> {
                    throw new NotImplemented(name);
                });
        return best.answer().orElseThrow(() -> new NotImplemented(best.operation()));
    }

    /** The names of the operations of S3 that are refused. */
    public List<String> refused() {
        return rows.stream().filter(row -> row.answer().isEmpty()).map(Row::operation).distinct().sorted().toList();
    }

    private RuntimeException nothingMatches(S3Request request) {
        Set<String> allowed = new TreeSet<>();
        rows.stream()
                .filter(row -> row.answer().isPresent() && row.route().matchesResource(request))
                .forEach(row -> allowed.add(row.route().method()));
        return new MethodNotAllowed(request.method(), allowed);
    }
}
