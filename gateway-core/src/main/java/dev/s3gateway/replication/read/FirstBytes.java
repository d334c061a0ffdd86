package dev.s3gateway.replication.read;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** How long one zone takes until it begins to answer a read, over its last answers. */
final class FirstBytes {

    private static final int REMEMBERED = 256;
    /** Of fewer answers nobody can say what is unusual. */
    private static final int ENOUGH = 20;
    private static final int BETWEEN_LOOKS = 16;

    private final long[] nanos = new long[REMEMBERED];
    private int answers;
    private Optional<Duration> usual = Optional.empty();

    synchronized void note(Duration took) {
        nanos[answers % REMEMBERED] = took.toNanos();
        // Counts on within the ring, so that it never overflows.
        answers = answers + 1 == 2 * REMEMBERED ? REMEMBERED : answers + 1;
        if (answers >= ENOUGH && (usual.isEmpty() || answers % BETWEEN_LOOKS == 0)) {
            usual = Optional.of(Duration.ofNanos(lookUp()));
        }
    }

    /**
     * What nineteen of twenty answers did not exceed, but at most twice what nine of ten did not: where one answer of
     * twenty is late, the first of the two is the late one itself. Empty while too few are known.
     */
    synchronized Optional<Duration> usual() {
        return usual;
    }

    private long lookUp() {
        long[] sorted = Arrays.copyOf(nanos, Math.min(answers, REMEMBERED));
        Arrays.sort(sorted);
        return Math.min(sorted[(int) (sorted.length * 0.95)], 2 * sorted[(int) (sorted.length * 0.9)]);
    }
}
