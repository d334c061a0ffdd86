package dev.s3gateway.replication.read;

import java.util.concurrent.atomic.AtomicReference;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Two zones that were asked for the same bytes, of which one answer is taken. The other is given up unread. */
final class Race {

    private sealed interface State {
        record Open() implements State {}

        record Taken(Started winner) implements State {}

        record Over() implements State {}
    }

    private static final State OPEN = new State.Open();
    private static final State OVER = new State.Over();

    private final AtomicReference<State> state = new AtomicReference<>(OPEN);

    /** The answer, if it is the first; nothing after it was given up. */
    Mono<Started> take(Started answer) {
        return state.compareAndSet(OPEN, new State.Taken(answer))
                ? Mono.just(answer)
                : answer.found().body().discard().then(Mono.empty());
    }

    /** Whoever waited has the winner now, and will read or discard it. */
    void handedOver() {
        state.set(OVER);
    }

    /** Nobody waits any more. What was taken and not handed over is returned, to be discarded; what comes is not taken. */
    Optional<Started> close() {
        return state.getAndSet(OVER) instanceof State.Taken(var winner) ? Optional.of(winner) : Optional.empty();
    }
}
