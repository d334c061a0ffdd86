package dev.s3gateway.server.admin;

import dev.s3gateway.access.Approach;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.bytes.BodyTooLong;
import dev.s3gateway.ledger.LedgerUnavailable;
import dev.s3gateway.server.http.Endpoint;
import dev.s3gateway.server.http.Exchange;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** The management dialect: finds the resource, checks who asks, and writes JSON. */
public final class AdminEndpoint implements Endpoint {

    private static final Logger LOG = LoggerFactory.getLogger(AdminEndpoint.class);

    private static final int LARGEST_BODY = 64 << 10;

    private final List<Resource> resources;
    private final AdminAccess access;

    public AdminEndpoint(List<Resource> resources, AdminAccess access) {
        this.resources = List.copyOf(resources);
        this.access = access;
    }

    @Override
    public Mono<Void> serve(Exchange exchange) {
        exchange.note().dialect("admin");
        return Mono.defer(() -> answer(exchange))
                .flatMap(answer -> send(exchange, answer, Map.of()))
                .onErrorResume(failure -> refuse(exchange, failure));
    }

    private Mono<AdminAnswer> answer(Exchange exchange) {
        AdminCall call = AdminCall.of(exchange);
        Resource resource = resources.stream()
                .filter(candidate -> matches(candidate.path(), call.path()))
                .findFirst()
                .orElseThrow(() -> AdminError.notFound("There is nothing here."));
        exchange.note().operation(resource.name());
        if (!resource.isPublic()) {
            access.check(exchange.header("authorization"), Approach.of(exchange::header));
            exchange.note().caller("admin");
        }
        if (!resource.methods().contains(call.method().equals("HEAD") ? "GET" : call.method())) {
            throw AdminError.methodNotAllowed(call.method(), resource.methods());
        }
        return resource.takesBody() && exchange.hasBody()
                ? Body.collect(exchange.body(), LARGEST_BODY)
                        .onErrorMap(BodyTooLong.class, _ -> AdminError.badRequest("the body is too long"))
                        .map(body -> call.with(new String(body.bytes(), StandardCharsets.UTF_8)))
                        .flatMap(resource::answer)
                : resource.answer(call);
    }

    /** A slash at the end changes nothing, but belongs to a rest. */
    private static boolean matches(List<String> pattern, List<String> path) {
        if (pattern.getLast().equals("**")) {
            int fixed = pattern.size() - 1;
            return path.size() > fixed && matchesEach(pattern.subList(0, fixed), path.subList(0, fixed));
        }
        boolean slash = path.size() == pattern.size() + 1 && path.getLast().isEmpty();
        return matchesEach(pattern, slash ? path.subList(0, pattern.size()) : path);
    }

    private static boolean matchesEach(List<String> pattern, List<String> path) {
        return pattern.size() == path.size() && IntStream.range(0, path.size())
                .allMatch(at -> pattern.get(at).equals("*") || pattern.get(at).equals(path.get(at)));
    }

    private static Mono<Void> send(Exchange exchange, AdminAnswer answer, Map<String, String> headers) {
        Map<String, String> all = new HashMap<>(headers);
        all.put("Cache-Control", "no-store");
        all.put("X-Content-Type-Options", "nosniff");
        return switch (answer) {
            case AdminAnswer.Json json -> {
                all.put("Content-Type", "application/json");
                yield exchange.respond(json.status(), all, new Body.Buffered(AdminJson.bytes(json.value())));
            }
            case AdminAnswer.Text text -> {
                all.put("Content-Type", text.contentType());
                yield exchange.respond(text.status(), all, Body.of(text.text()));
            }
        };
    }

    private static Mono<Void> refuse(Exchange exchange, Throwable failure) {
        AdminError error = error(exchange, failure);
        Map<String, String> body = Map.of("code", error.code(), "message", error.words(), "requestId", exchange.id());
        return send(exchange, new AdminAnswer.Json(error.status(), Map.of("error", body)), error.headers());
    }

    private static AdminError error(Exchange exchange, Throwable failure) {
        return switch (failure) {
            case AdminError known -> known;
            case LedgerUnavailable _ -> AdminError.unavailable("The ledger does not answer.");
            default -> {
                LOG.error("{} {} {}", exchange.id(), exchange.method(), exchange.rawPath(), failure);
                yield AdminError.internal();
            }
        };
    }

}
