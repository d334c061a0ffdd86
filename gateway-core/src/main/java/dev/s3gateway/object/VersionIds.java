package dev.s3gateway.object;

import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Makes identities that nobody can guess and that begin with the time (RFC 9562, version 7), so that what is made
 * together lies together in an index: of random ones each touches a page of its own, which the database writes to its
 * log whole after every checkpoint. A clock that is wrong costs a little of that and nothing else.
 */
public final class VersionIds implements Supplier<VersionId> {

    private static final long VERSION_7 = 0x7000;
    private static final long RANDOM_12 = 0x0fff;

    private final InstantSource clock;

    public VersionIds(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public VersionId get() {
        UUID random = UUID.randomUUID();
        long first = (clock.millis() << 16) | VERSION_7 | (random.getMostSignificantBits() & RANDOM_12);
        return new VersionId(new UUID(first, random.getLeastSignificantBits()));
    }
}
