package dev.s3gateway.replication;

import java.util.OptionalLong;

/** Whether this process may write at present. */
@FunctionalInterface
public interface Standing {

    /** The incarnation of the ledger that stamps are made under; empty while the lease could not be renewed. */
    OptionalLong incarnation();
}
