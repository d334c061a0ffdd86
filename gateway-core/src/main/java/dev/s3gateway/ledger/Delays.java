package dev.s3gateway.ledger;

import java.time.Duration;

/**
 * How long the ledger waits before it acts on what it knows.
 *
 * @param grace superseded and deleted bytes stay this long, for readers on their way
 * @param horizon H: after this a killed process can no longer make anything appear in a zone
 * @param late a lane that still writes at the commit has this long before its zone is owed another copy
 * @param lease a process that does not renew this long has lost its right to commit; after half of it the process
 *        refuses by itself
 */
public record Delays(Duration grace, Duration horizon, Duration late, Duration lease) {

    public Delays {
        if (grace.isNegative() || horizon.isNegative() || late.isNegative() || !lease.isPositive()) {
            throw new IllegalArgumentException("the ledger's delays cannot be negative, and its lease cannot be zero");
        }
    }

    public Delays withGrace(Duration shorter) {
        return new Delays(shorter, horizon, late, lease);
    }

    /** Without a renewal for this long a process serves nothing. */
    public Duration patience() {
        return lease.dividedBy(2);
    }
}
