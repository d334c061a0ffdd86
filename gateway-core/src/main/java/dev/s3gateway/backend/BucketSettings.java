package dev.s3gateway.backend;

import java.util.List;

/**
 * What the owner of a zone has set for a bucket, as the zone tells it.
 *
 * @param versioned it says that it keeps every version
 * @param lockable it was made with object lock
 * @param concerns rules that would treat our copies in their own way
 * @param untold settings that we may not read, with the zone's reason
 */
public record BucketSettings(boolean versioned, boolean lockable, List<Concern> concerns, List<String> untold) {

    public BucketSettings {
        concerns = List.copyOf(concerns);
        untold = List.copyOf(untold);
    }
}
