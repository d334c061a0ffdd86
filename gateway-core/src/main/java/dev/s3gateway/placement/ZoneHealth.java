package dev.s3gateway.placement;

import dev.s3gateway.backend.ZoneCode;
import java.time.Duration;
import java.util.Set;

/** What is known of the zones right now. Answers at once, from memory. */
public interface ZoneHealth {

    /** Every zone is well and equally near: for tests, and where nothing watches. */
    ZoneHealth ALL_WELL = new ZoneHealth() {
        @Override
        public boolean usable(ZoneCode zone) {
            return true;
        }

        @Override
        public Duration latency(ZoneCode zone) {
            return Duration.ZERO;
        }
    };

    /** False while the zone's circuit is open. */
    boolean usable(ZoneCode zone);

    /** How long the zone took to answer lately. */
    Duration latency(ZoneCode zone);

    /** The buckets, by their names there, in which the zone lately had no room for more. */
    default Set<String> full(ZoneCode zone) {
        return Set.of();
    }
}
