package dev.s3gateway.lifecycle;

import reactor.core.publisher.Mono;

/**
 * Named places where a test may make the process die or a step fail. In the product every point is {@link #NONE},
 * which costs nothing.
 */
@FunctionalInterface
public interface CrashPoints {

    CrashPoints NONE = _ -> Mono.empty();

    /** Completes at once, or ends the story here: by an error, by never completing, by halting the process. */
    Mono<Void> at(String point);
}
