package dev.s3gateway.server.admin;

import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/** {@code GET /health/live}: this process answers. */
public final class LiveResource implements Resource {

    @Override
    public List<String> path() {
        return List.of("health", "live");
    }

    @Override
    public boolean isPublic() {
        return true;
    }

    @Override
    public Mono<AdminAnswer> answer(AdminCall call) {
        return Mono.just(AdminAnswer.ok(Map.of("status", "live")));
    }
}
