package dev.s3gateway.server.admin;

import java.util.List;
import java.util.Set;
import reactor.core.publisher.Mono;

/** One management resource: reads with GET and HEAD, and what else it names. */
public interface Resource {

    /** The path that it serves, in segments; {@code *} stands for one segment and {@code **} for all the rest. */
    List<String> path();

    /** Whether it is served without a key where keys are required. */
    default boolean isPublic() {
        return false;
    }

    /** What may be asked of it. HEAD is a GET whose answer is not sent. */
    default Set<String> methods() {
        return Set.of("GET");
    }

    /** Whether parameters may also come as a JSON object in the request's body. */
    default boolean takesBody() {
        return false;
    }

    /** Answers a call by one of {@link #methods}. */
    Mono<AdminAnswer> answer(AdminCall call);

    default String name() {
        return String.join("/", path());
    }
}
