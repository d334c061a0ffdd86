package dev.s3gateway.replication.read;

import dev.s3gateway.failure.Failure;
import dev.s3gateway.failure.Failure.Fault;
import dev.s3gateway.ledger.Content;
import dev.s3gateway.object.ByteRange;
import java.util.Optional;

/** Parts of objects as readers ask for them. */
public final class Parts {

    private Parts() {}

    /** The bytes of a part that exists; empty where it has none. */
    public static Optional<ByteRange.Resolved> range(Content content, int number) {
        if (number > content.partCount()) {
            throw new Failure.Malformed(Fault.INVALID_PART_NUMBER, "The requested partnumber is not satisfiable");
        }
        return content.part(number);
    }
}
