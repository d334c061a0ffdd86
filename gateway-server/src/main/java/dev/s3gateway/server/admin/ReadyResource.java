package dev.s3gateway.server.admin;

import dev.s3gateway.ledger.Ledger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import reactor.core.publisher.Mono;

/** {@code GET /health/ready}: requests may be sent here. Not while starting or stopping, nor without the ledger. */
public final class ReadyResource implements Resource {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final BooleanSupplier accepting;
    private final Ledger ledger;

    /** @param accepting whether the gateway has started and is not stopping */
    public ReadyResource(BooleanSupplier accepting, Ledger ledger) {
        this.accepting = accepting;
        this.ledger = ledger;
    }

    @Override
    public List<String> path() {
        return List.of("health", "ready");
    }

    @Override
    public boolean isPublic() {
        return true;
    }

    @Override
    public Mono<AdminAnswer> answer(AdminCall call) {
        if (!accepting.getAsBoolean()) {
            return Mono.just(notReady("starting or stopping"));
        }
        return Mono.defer(ledger::ping)
                .timeout(PATIENCE)
                .thenReturn(AdminAnswer.ok(Map.of("status", "ready")))
                .onErrorReturn(notReady("the ledger does not answer"));
    }

    private static AdminAnswer notReady(String reason) {
        return new AdminAnswer.Json(503, Map.of("status", "not ready", "reason", reason));
    }
}
