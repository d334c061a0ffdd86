package dev.s3gateway.server.admin;

import dev.s3gateway.backend.Zone;
import dev.s3gateway.backend.ZoneCode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Asks every zone whether it would take a write, and remembers what was wrong with it last. */
public final class ZonePulse {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Supplier<List<Zone>> zones;
    private final Map<ZoneCode, Trouble> lastErrors = new ConcurrentHashMap<>();

    public ZonePulse(Supplier<List<Zone>> zones) {
        this.zones = zones;
    }

    /** What went wrong last with a zone, and when. */
    public record Trouble(String message, Instant at) {}

    /** One zone's answer; {@code latency} is how long it, or its failure, took. */
    public record Beat(Zone zone, boolean healthy, Duration latency, Optional<Trouble> lastError) {}

    /** One beat for each zone, in the order of the configuration. Never fails. */
    Mono<List<Beat>> take() {
        return Mono.defer(() -> {
            List<Zone> all = zones.get();
            return Flux.fromIterable(all).flatMapSequential(this::beat, Math.max(1, all.size())).collectList();
        });
    }

    private Mono<Beat> beat(Zone zone) {
        if (!zone.enabled()) {
            return Mono.just(new Beat(zone, false, Duration.ZERO, lastError(zone)));
        }
        return Mono.defer(() -> zone.store().ping())
                .timeout(PATIENCE)
                .thenReturn(true)
                .onErrorResume(failure -> {
                    lastErrors.put(zone.code(), new Trouble(words(failure), Instant.now()));
                    return Mono.just(false);
                })
                .elapsed()
                .map(timed -> new Beat(zone, timed.getT2(), Duration.ofMillis(timed.getT1()), lastError(zone)));
    }

    private Optional<Trouble> lastError(Zone zone) {
        return Optional.ofNullable(lastErrors.get(zone.code()));
    }

    private static String words(Throwable failure) {
        return failure instanceof java.util.concurrent.TimeoutException
                ? "no answer within " + PATIENCE.toMillis() + " ms"
                : failure.toString();
    }
}
