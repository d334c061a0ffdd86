package dev.s3gateway.access;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts events by subject in windows of fixed length. Memory is bounded: of too many subjects the one whose window
 * began first is forgotten.
 */
public final class RateLimit {

    private static final int MOST_SUBJECTS = 10_000;

    private final int limit;
    private final Duration window;
    private final Map<String, Window> windows = new LinkedHashMap<>();

    private record Window(Instant start, int count) {}

    public RateLimit(int limit, Duration window) {
        this.limit = limit;
        this.window = window;
    }

    /** Counts one event and says whether it is within the limit. */
    public synchronized boolean admits(String subject, Instant now) {
        Window current = windows.get(subject);
        if (current == null || !now.isBefore(current.start().plus(window))) {
            windows.remove(subject);
            windows.put(subject, new Window(now, 1));
            forgetOldest();
            return true;
        }
        boolean within = current.count() < limit;
        if (within) {
            windows.put(subject, new Window(current.start(), current.count() + 1));
        }
        return within;
    }

    private void forgetOldest() {
        if (windows.size() > MOST_SUBJECTS) {
            windows.remove(windows.keySet().iterator().next());
        }
    }

    public Duration window() {
        return window;
    }
}
