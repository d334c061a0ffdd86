package dev.s3gateway.replication;

import dev.s3gateway.ledger.LedgerUnavailable;
import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Calls of the ledger that nobody else would make while this process lives: tried until it takes them. */
public final class Persistently {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private Persistently() {}

    public static <T> Mono<T> call(Mono<T> call) {
        return call.retryWhen(Retry.backoff(Long.MAX_VALUE, FIRST_PAUSE)
                .maxBackoff(LONGEST_PAUSE)
                .filter(LedgerUnavailable.class::isInstance));
    }
}
