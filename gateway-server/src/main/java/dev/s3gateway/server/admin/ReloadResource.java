package dev.s3gateway.server.admin;

import dev.s3gateway.config.ConfigProblem;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * {@code POST /api/config/reload}: reads the configuration again and takes it up. A configuration with mistakes is
 * refused whole with 400; {@code mistakes} has a sentence for each.
 */
public final class ReloadResource implements Resource {

    private final Supplier<? extends Mono<?>> reload;

    /** @param reload answers with what it did, as a record; fails with a {@link ConfigProblem} */
    public ReloadResource(Supplier<? extends Mono<?>> reload) {
        this.reload = reload;
    }

    record Refused(String code, String message, List<String> mistakes) {}

    @Override
    public List<String> path() {
        return List.of("api", "config", "reload");
    }

    @Override
    public Set<String> methods() {
        return Set.of("POST");
    }

    @Override
    public Mono<AdminAnswer> answer(AdminCall call) {
        call.allowing();
        return reload.get()
                .<AdminAnswer>map(AdminAnswer::ok)
                .onErrorResume(ConfigProblem.class, problem -> Mono.just(new AdminAnswer.Json(400,
                        Map.of("error", new Refused("InvalidConfiguration",
                                "The configuration was not taken up; the former one is in use.",
                                problem.findings())))));
    }
}
