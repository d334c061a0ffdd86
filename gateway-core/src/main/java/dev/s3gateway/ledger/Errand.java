package dev.s3gateway.ledger;

import dev.s3gateway.backend.ZoneCode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A long piece of work that an operator asked for, done step by step by whichever gateway claims the next step.
 *
 * @param epoch fences a claim: once it has lapsed and another took it, the first changes nothing any more
 * @param subject what it is about: a bucket, or a zone
 * @param zones those that it is limited to; none for all
 * @param dryRun whether it only counts what it would do
 * @param cursor where the next step goes on; empty at the beginning
 * @param reason what went wrong last
 */
public record Errand(UUID id, long epoch, Kind kind, String subject, List<ZoneCode> zones, boolean dryRun, State state,
        String cursor, Tally tally, Instant begunAt, Instant touchedAt, Optional<String> reason) {

    public enum Kind {
        /** Takes objects that are not ours into the ledger. */
        IMPORT,
        /** Lays the objects of a zone under their own names. */
        RESTORE_NAMES
    }

    public enum State {
        RUNNING, DONE, CANCELLED
    }

    public Errand {
        zones = List.copyOf(zones);
    }
}
