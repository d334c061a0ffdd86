package dev.s3gateway.replication.write;

import dev.s3gateway.bytes.Body;
import dev.s3gateway.bytes.Digests;
import dev.s3gateway.ledger.Origin;
import dev.s3gateway.object.Checksum;
import dev.s3gateway.object.ChecksumAlgorithm;
import dev.s3gateway.object.Conditions;
import dev.s3gateway.object.Metadata;
import dev.s3gateway.object.ObjectRef;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One object to be written.
 *
 * @param digests of a body of known length, which fails where what arrives is not what was signed or announced
 * @param checksums the whole-object checksums that the client sent, all verified; asked once, after the body has ended,
 *        since some arrive in its trailer
 * @param computed further checksums that the object shall have
 * @param operation what the operations log calls it
 */
public record Put(ObjectRef target, Metadata metadata, Conditions conditions, Digests digests,
        Supplier<List<Checksum>> checksums, Set<ChecksumAlgorithm> computed, Origin origin, String operation) {

    public Put {
        computed = Set.copyOf(computed);
    }

    /** As it comes from a client. */
    public Put(ObjectRef target, Metadata metadata, Conditions conditions, Digests digests,
            Supplier<List<Checksum>> checksums, Origin origin) {
        this(target, metadata, conditions, digests, checksums, Set.of(), origin, "PutObject");
    }

    Body body() {
        return digests.body();
    }
}
