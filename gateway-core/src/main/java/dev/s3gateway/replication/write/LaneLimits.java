package dev.s3gateway.replication.write;

import dev.s3gateway.bytes.TeePolicy;
import dev.s3gateway.config.ByteSize;
import dev.s3gateway.placement.Ack;
import dev.s3gateway.placement.Placement;
import java.time.Duration;
import java.util.Optional;
import reactor.core.scheduler.Scheduler;

/**
 * How long a write bears with a slow zone. A lane is only ever given up while enough others remain.
 *
 * @param window bytes of one upload that may wait for its slowest lane; a body that fits is kept whole, so that a lane
 *        may try again
 * @param stall a lane that took nothing for so long while bytes waited is dropped
 * @param floor the fewest bytes a second, over {@code floorTime}
 * @param quorumPatience under quorum, how long one lane may keep enough others waiting
 * @param retryWithin a zone that failed sooner than this is tried once more with a body that was kept
 */
public record LaneLimits(ByteSize window, Duration stall, ByteSize floor, Duration floorTime, Duration quorumPatience,
        Duration retryWithin) {

    private static final ByteSize LEAST = ByteSize.ofKiB(64);
    private static final ByteSize MOST = ByteSize.ofMiB(64);

    public LaneLimits {
        if (window.compareTo(LEAST) < 0 || window.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("window must be between " + LEAST + " and " + MOST + ", but is "
                    + window);
        }
        if (!stall.isPositive() || !floorTime.isPositive() || !quorumPatience.isPositive()
                || retryWithin.isNegative()) {
            throw new IllegalArgumentException(
                    "stall, floor-time and quorum-patience must be longer than nothing, and retry-within not negative");
        }
    }

    /** The window as a number of bytes. */
    public int room() {
        return (int) window.bytes();
    }

    public TeePolicy policy(Placement placement, Scheduler clock) {
        Optional<Duration> patience = placement.ack() == Ack.QUORUM ? Optional.of(quorumPatience) : Optional.empty();
        return new TeePolicy(room(), placement.needed(), stall, floor.bytes(), floorTime, patience, clock);
    }
}
