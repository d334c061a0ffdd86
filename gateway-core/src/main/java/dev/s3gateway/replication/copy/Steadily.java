package dev.s3gateway.replication.copy;

import dev.s3gateway.bytes.Body;
import dev.s3gateway.bytes.LaneOutcome;
import dev.s3gateway.bytes.Tee;
import dev.s3gateway.bytes.TeePolicy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Sends a body to one zone for as long as the zone takes it, however slowly; but not for ever to one that takes nothing.
 * No client waits for such a copy, so nobody else would end it.
 */
public final class Steadily {

    private static final int WINDOW = 1 << 20;
    /** The only lane there is, is needed: it is borne three times as long. */
    private static final Duration STALL = Duration.ofSeconds(10);

    private Steadily() {}

    /** Fails with what {@code write} failed with, or the body, or that the zone took nothing for half a minute. */
    public static <R> Mono<R> send(Body body, Scheduler clock, Function<Body, Mono<R>> write) {
        return switch (body) {
            case Body.Buffered whole -> write.apply(whole);
            case Body.Streaming stream -> {
                TeePolicy policy = new TeePolicy(WINDOW, 1, STALL, 0, STALL, Optional.empty(), clock);
                yield Tee.each(stream, List.of("zone"), policy, (_, share) -> write.apply(share))
                        .next()
                        .flatMap(Steadily::answer);
            }
        };
    }

    private static <R> Mono<R> answer(LaneOutcome<String, R> outcome) {
        return switch (outcome) {
            case LaneOutcome.Answered<String, R>(var _, var result) -> Mono.just(result);
            case LaneOutcome.Failed<String, R>(var _, var cause) -> Mono.error(cause);
        };
    }
}
