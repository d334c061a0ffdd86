package dev.s3gateway.server.admin;

import java.util.List;
import reactor.core.publisher.Mono;

/** One management resource: reads with GET and HEAD. */
public interface Resource {

    /** The path that it serves, in segments; {@code *} stands for one segment and {@code **} for all the rest. */
    List<String> path();

    /** Whether it is served without a key where keys are required. */
    default boolean isPublic() {
        return false;
    }

    Mono<AdminAnswer> get(AdminCall call);

    default String name() {
        return String.join("/", path());
    }
}
