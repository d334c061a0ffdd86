package dev.s3gateway.server.settings;

import dev.s3gateway.config.ByteSize;
import dev.s3gateway.replication.multipart.PartReplay;

/**
 * How uploads in parts are taken.
 *
 * @param partReplay a part up to this size is kept in memory while it is stored, so that a zone is sent it again
 * @param partReplayBudget the bytes of all parts that are kept at once
 */
public record MultipartConfig(ByteSize partReplay, ByteSize partReplayBudget) {

    public MultipartConfig {
        if (partReplay.bytes() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("part-replay must be less than 2 GiB, but is " + partReplay);
        }
    }

    public PartReplay replay() {
        return new PartReplay(partReplay.bytes(), partReplayBudget.bytes());
    }
}
