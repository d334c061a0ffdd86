package dev.s3gateway.replication.write;

import dev.s3gateway.bytes.TeePolicy;
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
 */
public record LaneLimits(int window, Duration stall, long floor, Duration floorTime, Duration quorumPatience) {

    public static final LaneLimits STANDARD = new LaneLimits(1 << 20, Duration.ofSeconds(10), 1 << 20,
            Duration.ofSeconds(10), Duration.ofSeconds(1));

    public LaneLimits {
        if (window < 1 || floor < 0 || !stall.isPositive() || !floorTime.isPositive() || !quorumPatience.isPositive()) {
            throw new IllegalArgumentException("a window, a stall time and a patience must be greater than zero");
        }
    }

    public TeePolicy policy(Placement placement, Scheduler clock) {
        Optional<Duration> patience = placement.ack() == Ack.QUORUM ? Optional.of(quorumPatience) : Optional.empty();
        return new TeePolicy(window, placement.needed(), stall, floor, floorTime, patience, clock);
    }
}
