package dev.s3gateway.lifecycle;

import reactor.core.publisher.Mono;

/**
 * Named places where a test may make the process die or a step fail. In the product every point is {@link #NONE},
 * which costs nothing.
 */
@FunctionalInterface
public interface CrashPoints {

    CrashPoints NONE = new CrashPoints() {

        @Override
        public Mono<Void> at(String point) {
            return Mono.empty();
        }

        @Override
        public <T> Mono<T> before(String point, Mono<T> step) {
            return step;
        }

        @Override
        public <T> Mono<T> after(String point, Mono<T> step) {
            return step;
        }
    };

    /** Completes at once, or ends the story here: by an error, by never completing, by halting the process. */
    Mono<Void> at(String point);

    /** The step, which is not begun unless the story goes on at this point. */
    default <T> Mono<T> before(String point, Mono<T> step) {
        return at(point).then(step);
    }

    /** The step, whose success is not told unless the story goes on at this point. */
    default <T> Mono<T> after(String point, Mono<T> step) {
        return step.flatMap(result -> at(point).thenReturn(result))
                .switchIfEmpty(Mono.defer(() -> at(point).then(Mono.empty())));
    }
}
