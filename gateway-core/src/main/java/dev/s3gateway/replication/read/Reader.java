package dev.s3gateway.replication.read;

import dev.s3gateway.ledger.Version;
import dev.s3gateway.object.ByteRange;
import dev.s3gateway.object.Conditions;
import dev.s3gateway.object.ObjectRef;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Reads objects from whichever zone answers. Fails with a {@link dev.s3gateway.failure.Failure}. */
public interface Reader {
    /**
     * Opens the current version. Its body, to be read or discarded by the caller, goes on with another copy when one
     * fails, and fails itself rather than deliver anything but exactly this version.
     */
    Mono<Opened> open(ObjectRef object, Optional<ByteRange> range, Conditions conditions);

    /** The same of one part of it, counted from 1; of what came in one piece, part 1 is all of it. */
    Mono<Opened> openPart(ObjectRef object, int number, Conditions conditions);

    /** The current version by the ledger's word; no zone is asked. */
    Mono<Version> head(ObjectRef object, Conditions conditions);
}
