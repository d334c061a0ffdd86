package dev.s3gateway.bytes;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;

/**
 * Looks at the lanes of a {@link Tee} now and then and drops those that lag, while enough others remain. Time counts
 * against a lane only when bytes waited for it from one look to the next.
 */
final class LaneWatch {

    /** How many times the stall time a lane is waited for without which the whole must fail. */
    private static final int LAST_HOPE = 3;

    private final TeePolicy policy;
    private final TeePump pump;
    private final List<Observed> lanes;
    private long lastLook;

    private LaneWatch(TeePolicy policy, TeePump pump) {
        this.policy = policy;
        this.pump = pump;
        this.lanes = pump.lanes().stream().map(Observed::new).toList();
        this.lastLook = policy.clock().now(TimeUnit.NANOSECONDS);
    }

    static Disposable over(TeePump pump, TeePolicy policy) {
        long nanos = policy.look().toNanos();
        LaneWatch watch = new LaneWatch(policy, pump);
        return policy.clock().schedulePeriodically(watch::look, nanos, nanos, TimeUnit.NANOSECONDS);
    }

    private void look() {
        long now = policy.clock().now(TimeUnit.NANOSECONDS);
        long passed = now - lastLook;
        lastLook = now;
        lanes.forEach(lane -> lane.observe(passed));
        // The worst first: where only some can be spared, those that lag most are.
        lanes.stream()
                .filter(observed -> observed.lane.reading())
                .sorted(Comparator.comparingLong((Observed observed) -> observed.stalled).reversed())
                .forEach(this::judge);
    }

    private void judge(Observed observed) {
        if (!canSpare(observed.lane)) {
            // It is needed, so it is given time; but a client must not wait for ever for a zone that is silent.
            if (observed.stalled >= policy.stall().multipliedBy(LAST_HOPE).toNanos()) {
                observed.lane.drop(LaneDropped.Reason.STALLED);
            }
        } else if (observed.stalled >= policy.stall().toNanos()) {
            observed.lane.drop(LaneDropped.Reason.STALLED);
        } else if (observed.slow) {
            observed.lane.drop(LaneDropped.Reason.TOO_SLOW);
        } else if (policy.quorumPatience().filter(patience -> observed.heldUp >= patience.toNanos()).isPresent()) {
            observed.lane.drop(LaneDropped.Reason.HELD_UP_A_QUORUM);
        }
    }

    private boolean canSpare(TeeLane lane) {
        return pump.lanes().stream().filter(other -> other != lane && other.hopeful()).count() >= policy.required();
    }

    /** Whether enough lanes are drained and wait for this one, whose window is full. */
    private boolean holdsUpAQuorum(TeeLane lane) {
        return pump.full()
                && lane.queued() >= policy.window()
                && pump.lanes().stream().filter(other -> other.hopeful() && other.queued() == 0).count() >= policy
                        .required();
    }

    /** One lane's clocks, in nanoseconds; touched by the looking thread only. */
    private final class Observed {

        private final TeeLane lane;
        private long taken;
        private long stalled;
        private long heldUp;
        private long busy;
        private long busyBytes;
        private boolean slow;

        Observed(TeeLane lane) {
            this.lane = lane;
        }

        void observe(long passed) {
            long since = lane.taken() - taken;
            taken += since;
            boolean waiting = lane.keptWaiting();
            stalled = waiting && since == 0 ? stalled + passed : 0;
            heldUp = holdsUpAQuorum(lane) ? heldUp + passed : 0;
            if (waiting) {
                busy += passed;
                busyBytes += since;
            }
            if (busy >= policy.floorTime().toNanos()) {
                slow = busyBytes < (double) policy.floor() * busy / TimeUnit.SECONDS.toNanos(1);
                busy = 0;
                busyBytes = 0;
            }
        }
    }
}
