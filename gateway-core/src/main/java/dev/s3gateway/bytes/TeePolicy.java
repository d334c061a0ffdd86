package dev.s3gateway.bytes;

import java.time.Duration;
import java.util.Optional;
import reactor.core.scheduler.Scheduler;

/**
 * How far lanes may drift apart, and when one that lags is given up. A lane is dropped when
 * {@code required} lanes remain without it; one that is needed is waited for, however slow, unless it is silent for three
 * times the stall time. Its clocks run only while bytes wait for it: a silent client is never a lane's fault.
 *
 * @param window how many bytes may wait for the slowest lane
 * @param required how many lanes must remain
 * @param stall a lane that took nothing for so long, while bytes waited, is dropped
 * @param floor a lane that took fewer bytes a second than this, over {@code floorTime}, is dropped
 * @param quorumPatience when present, a lane with a full window that keeps {@code required} drained lanes waiting for
 *        so long is dropped
 * @param clock tells the time, and looks after the lanes now and then
 */
public record TeePolicy(long window, int required, Duration stall, long floor, Duration floorTime,
        Optional<Duration> quorumPatience, Scheduler clock) {

    public TeePolicy {
        if (window < 1 || required < 0 || floor < 0) {
            throw new IllegalArgumentException("window %d, required %d, floor %d".formatted(window, required, floor));
        }
    }

    /** How often the lanes are looked at: ten times within the shortest patience. */
    Duration look() {
        Duration shortest = stall.compareTo(floorTime) < 0 ? stall : floorTime;
        Duration patience = quorumPatience.filter(quorum -> quorum.compareTo(shortest) < 0).orElse(shortest);
        return patience.dividedBy(10).plusMillis(1);
    }
}
