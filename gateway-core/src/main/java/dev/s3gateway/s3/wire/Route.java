package dev.s3gateway.s3.wire;

import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;

/**
 * The shape of the requests that an operation answers.
 *
 * @param query parameters that must be there, each as {@code name} or {@code name=value}
 * @param headers lower-case names of headers that must be there
 */
public record Route(String method, Scope scope, Set<String> query, Set<String> headers) {

    /** Asking for more is greater; a subresource says more than a header, which may be there for another reason. */
    static final Comparator<Route> BY_DEMANDS = Comparator
            .<Route>comparingInt(route -> route.query.size() + route.headers.size())
            .thenComparingInt(route -> route.query.size());

    public Route {
        query = Set.copyOf(query);
        headers = Set.copyOf(headers);
    }

    public static Route get(Scope scope) {
        return of("GET", scope);
    }

    public static Route head(Scope scope) {
        return of("HEAD", scope);
    }

    public static Route put(Scope scope) {
        return of("PUT", scope);
    }

    public static Route post(Scope scope) {
        return of("POST", scope);
    }

    public static Route delete(Scope scope) {
        return of("DELETE", scope);
    }

    static Route of(String method, Scope scope) {
        return new Route(method, scope, Set.of(), Set.of());
    }

    /** The same route for requests with one more parameter: {@code uploads}, {@code list-type=2}. */
    public Route query(String parameter) {
        Set<String> more = new TreeSet<>(query);
        more.add(parameter);
        return new Route(method, scope, more, headers);
    }

    public Route header(String name) {
        Set<String> more = new TreeSet<>(headers);
        more.add(name);
        return new Route(method, scope, query, more);
    }

    boolean matches(S3Request request) {
        return method.equals(request.method()) && matchesResource(request);
    }

    /** Whether the request is about what this route is about, whatever its method. */
    boolean matchesResource(S3Request request) {
        return scope == Scope.of(request.target()) && hasParameters(request.query()) && hasHeaders(request.headers());
    }

    // Every request is held against a dozen routes: loops, since a stream costs more than what is compared.
    private boolean hasParameters(Query sent) {
        for (String parameter : query) {
            if (!hasParameter(sent, parameter)) {
                return false;
            }
        }
        return true;
    }

    private boolean hasHeaders(Headers sent) {
        for (String name : headers) {
            if (!sent.has(name)) {
                return false;
            }
        }
        return true;
    }

    boolean asksFor(String parameter) {
        return query.stream().anyMatch(asked -> asked.equals(parameter) || asked.startsWith(parameter + "="));
    }

    private static boolean hasParameter(Query query, String parameter) {
        int equals = parameter.indexOf('=');
        return equals < 0
                ? query.has(parameter)
                : query.all(parameter.substring(0, equals)).contains(parameter.substring(equals + 1));
    }
}
