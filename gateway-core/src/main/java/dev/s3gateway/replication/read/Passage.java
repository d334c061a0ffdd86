package dev.s3gateway.replication.read;

import dev.s3gateway.bytes.Sums;
import dev.s3gateway.ledger.Version;
import dev.s3gateway.object.ByteRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How far one reading of one version has come. Belongs to a single subscriber, whose signals order its changes. */
final class Passage {

    private final Version version;
    private final Optional<ByteRange.Resolved> range;
    private final List<Source> used = new ArrayList<>();
    private long done;
    private boolean delivered;

    Passage(Version version, Optional<ByteRange.Resolved> range) {
        this.version = version;
        this.range = range;
    }

    Version version() {
        return version;
    }

    Optional<ByteRange.Resolved> range() {
        return range;
    }

    long length() {
        return range.map(ByteRange.Resolved::length).orElse(version.content().size());
    }

    /** What is still to be read; empty for everything. */
    Optional<ByteRange.Resolved> remaining() {
        if (done == 0) {
            return range;
        }
        return Optional.of(range.orElseGet(() -> new ByteRange.Resolved(0, length() - 1)).from(done));
    }

    boolean hasBegun() {
        return done > 0;
    }

    boolean isWhole() {
        return done == length();
    }

    /** Whether these are all bytes that were asked for; of what others put there, and of a range, no sum is known. */
    boolean isWhole(byte[] bytes) {
        return bytes.length == length() && (range.isPresent() || !version.isManaged()
                || Sums.crc32c(bytes) == version.content().crc32c());
    }

    /** Counts bytes that a copy delivered; false where they are more than there can be. */
    boolean advance(int bytes) {
        if (done + bytes > length()) {
            return false;
        }
        done += bytes;
        return true;
    }

    void use(Source source) {
        used.add(source);
    }

    /** The copies whose bytes took part. */
    List<Source> used() {
        return List.copyOf(used);
    }

    void deliver() {
        delivered = true;
    }

    boolean hasDelivered() {
        return delivered;
    }

    /** Forgets the bytes that have come so far, of which none was delivered; but not which copies they came from. */
    void restart() {
        done = 0;
    }
}
