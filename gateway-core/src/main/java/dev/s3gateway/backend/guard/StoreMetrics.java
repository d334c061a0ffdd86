package dev.s3gateway.backend.guard;

import dev.s3gateway.backend.ZoneCode;
import java.time.Duration;

/** Where calls are counted. Called from any thread, must neither block nor throw. */
public interface StoreMetrics {

    StoreMetrics NONE = new StoreMetrics() {
        @Override
        public void ended(ZoneCode zone, Call call, Outcome outcome, Duration took) {}

        @Override
        public void moved(ZoneCode zone, Call call, long bytes) {}
    };

    /** A call was answered, failed or was cancelled; a get is answered when its body begins. */
    void ended(ZoneCode zone, Call call, Outcome outcome, Duration took);

    /** So many more bytes were stored by a put, or came from a get. */
    void moved(ZoneCode zone, Call call, long bytes);
}
