package dev.s3gateway.server.settings;

import dev.s3gateway.config.ByteSize;
import dev.s3gateway.replication.multipart.PartReplay;
import java.time.Duration;

/**
 * Uploads in parts: how they are taken, and what becomes of them.
 *
 * @param partReplay a part up to this size is kept in memory while it is stored, so that a zone is sent it again
 * @param partReplayBudget the bytes of all parts that are kept at once
 * @param stale one that was begun so long ago and not ended is given up
 * @param remembered after its end the same request gets the same answer for so long
 */
public record MultipartConfig(ByteSize partReplay, ByteSize partReplayBudget, Duration stale, Duration remembered) {

    public MultipartConfig {
        if (partReplay.bytes() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("part-replay must be less than 2 GiB, but is " + partReplay);
        }
        if (stale.compareTo(Duration.ofHours(1)) < 0 || remembered.isNegative()) {
            throw new IllegalArgumentException("stale must be at least 1 hour, and remembered not negative");
        }
    }

    public PartReplay replay() {
        return new PartReplay(partReplay.bytes(), partReplayBudget.bytes());
    }
}
