package dev.s3gateway.replication.read;

import dev.s3gateway.backend.ZoneCode;

/** Hears of reads that a second zone was asked for. Called wherever a zone answers: must not wait. */
@FunctionalInterface
public interface HedgeMetrics {

    HedgeMetrics NONE = (_, _) -> {};

    /** {@code second} was asked beside a late zone; {@code won}: the client got its answer. */
    void hedged(ZoneCode second, boolean won);
}
