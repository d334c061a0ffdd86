package dev.s3gateway.server.admin;

import dev.s3gateway.ledger.Ledger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import reactor.core.publisher.Mono;

/**
 * {@code GET /health}: each backend with its state. {@code healthy}: all is well; {@code degraded}: writes succeed,
 * though some zone does not answer; {@code unhealthy}, with 503: no write could succeed.
 */
public final class HealthResource implements Resource {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final ZonePulse pulse;
    private final Ledger ledger;
    private final IntSupplier copiesForAWrite;

    /** @param copiesForAWrite how many zones a write needs */
    public HealthResource(ZonePulse pulse, Ledger ledger, IntSupplier copiesForAWrite) {
        this.pulse = pulse;
        this.ledger = ledger;
        this.copiesForAWrite = copiesForAWrite;
    }

    record Backend(String name, String provider, String zoneCode, String status, long latencyMs,
            Optional<String> lastError, Optional<Instant> lastErrorAt) {

        static Backend of(ZonePulse.Beat beat) {
            String status = !beat.zone().enabled() ? "disabled" : beat.healthy() ? "healthy" : "unhealthy";
            return new Backend(beat.zone().name(), beat.zone().provider(), beat.zone().code().value(), status,
                    beat.latency().toMillis(), beat.lastError().map(ZonePulse.Trouble::message),
                    beat.lastError().map(ZonePulse.Trouble::at));
        }
    }

    /** @param ledgerError why nothing is written though the ledger answers */
    record Health(String status, String ledger, Optional<String> ledgerError, List<Backend> backends,
            Instant checkedAt) {}

    @Override
    public List<String> path() {
        return List.of("health");
    }

    @Override
    public Mono<AdminAnswer> answer(AdminCall call) {
        call.allowing();
        return Mono.zip(pulse.take(), ledgerAnswers()).map(both -> answer(both.getT1(), both.getT2()));
    }

    private Mono<Boolean> ledgerAnswers() {
        return Mono.defer(ledger::ping).timeout(PATIENCE).thenReturn(true).onErrorReturn(false);
    }

    private AdminAnswer answer(List<ZonePulse.Beat> beats, boolean ledgerAnswers) {
        long healthy = beats.stream().filter(ZonePulse.Beat::healthy).count();
        long wanted = beats.stream().filter(beat -> beat.zone().enabled()).count();
        Optional<String> readOnly = ledger.readOnly().filter(_ -> ledgerAnswers);
        boolean writable = ledgerAnswers && readOnly.isEmpty() && healthy >= copiesForAWrite.getAsInt();
        String status = !writable ? "unhealthy" : healthy < wanted ? "degraded" : "healthy";
        Health health = new Health(status,
                readOnly.isPresent() ? "read-only" : ledgerAnswers ? "healthy" : "unhealthy", readOnly,
                beats.stream().map(Backend::of).toList(), Instant.now());
        return new AdminAnswer.Json(writable ? 200 : 503, health);
    }
}
