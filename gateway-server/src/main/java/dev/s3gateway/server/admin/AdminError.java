package dev.s3gateway.server.admin;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A management request that is answered with an error; the message is for its sender. */
final class AdminError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final transient Map<String, String> headers;

    private AdminError(int status, String code, String message, Map<String, String> headers) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.headers = headers;
    }

    static AdminError badRequest(String message) {
        return new AdminError(400, "InvalidArgument", message, Map.of());
    }

    static AdminError forbidden(String message) {
        return new AdminError(403, "AccessDenied", message, Map.of());
    }

    static AdminError notFound(String message) {
        return new AdminError(404, "NotFound", message, Map.of());
    }

    static AdminError methodNotAllowed(String method, Set<String> allowed) {
        String all = allowed.stream()
                .flatMap(one -> one.equals("GET") ? Stream.of("GET", "HEAD") : Stream.of(one))
                .sorted()
                .collect(Collectors.joining(", "));
        return new AdminError(405, "MethodNotAllowed", method + " is not served here", Map.of("Allow", all));
    }

    static AdminError conflict(String message) {
        return new AdminError(409, "Conflict", message, Map.of());
    }

    static AdminError unavailable(String message) {
        return new AdminError(503, "Unavailable", message, Map.of("Retry-After", "1"));
    }

    static AdminError internal() {
        return new AdminError(500, "InternalError", "We encountered an internal error. Please try again.", Map.of());
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    Map<String, String> headers() {
        return headers;
    }

    String words() {
        return String.valueOf(getMessage());
    }
}
