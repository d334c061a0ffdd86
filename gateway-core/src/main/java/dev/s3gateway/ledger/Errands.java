package dev.s3gateway.ledger;

import dev.s3gateway.backend.ZoneCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import reactor.core.publisher.Mono;

/** Long work for operators. Every call is lazy and fails only with {@link LedgerUnavailable}. */
public interface Errands {

    /** Begins it; where one of this kind about this subject is running, that one is the answer. */
    Mono<Errand> begin(Errand.Kind kind, String subject, List<ZoneCode> zones, boolean dryRun);

    /** The running errand of this kind that rested longest, ours for the lease; empty where none is to be done. */
    Mono<Errand> claim(Errand.Kind kind, Duration lease);

    /** How far a claimed errand has come, and the claim given back. False: it was cancelled, or the claim was lost. */
    Mono<Boolean> advance(Errand claimed, String cursor, Tally tally, Optional<String> reason);

    /** A claimed errand has come to its end. */
    Mono<Boolean> done(Errand claimed, Tally tally, Optional<String> reason);

    /** False where it is not running. Its next step is not taken; what was done stays. */
    Mono<Boolean> cancel(UUID id);

    Mono<Errand> find(UUID id);

    /** The newest first. */
    Mono<List<Errand>> latest(Errand.Kind kind, int limit);
}
