package dev.s3gateway.server.settings;

import dev.s3gateway.config.ByteSize;
import dev.s3gateway.replication.read.HedgeMetrics;
import dev.s3gateway.replication.read.Hedging;
import dev.s3gateway.replication.read.ReadFloor;
import java.time.Duration;
import reactor.core.scheduler.Scheduler;

/**
 * How objects are read.
 *
 * @param hedge when a second zone is asked beside one that is late
 * @param hedgeBudget of a hundred reads so many may ask a second zone
 * @param floor a zone that delivers fewer bytes a second, over {@code floorTime}, is left for another copy
 */
public record ReadConfig(Hedge hedge, int hedgeBudget, ByteSize floor, Duration floorTime) {

    enum Hedge {
        OFF,
        /** When the first is later than 19 of 20 of its last answers were, or than twice what 9 of 10 were. */
        P95
    }

    public ReadConfig {
        if (hedgeBudget < 1 || hedgeBudget > 100) {
            throw new IllegalArgumentException(
                    "hedge-budget must be between 1 and 100 (of a hundred reads), but is " + hedgeBudget);
        }
        if (!floorTime.isPositive()) {
            throw new IllegalArgumentException("floor-time must be longer than nothing");
        }
    }

    public ReadFloor floor(Scheduler clock) {
        return new ReadFloor(floor.bytes(), floorTime, clock);
    }

    public Hedging hedging(HedgeMetrics metrics, Scheduler clock) {
        return switch (hedge) {
            case OFF -> Hedging.off();
            case P95 -> Hedging.afterP95(hedgeBudget, metrics, clock);
        };
    }
}
