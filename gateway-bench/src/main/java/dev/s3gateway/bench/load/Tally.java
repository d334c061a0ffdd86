package dev.s3gateway.bench.load;

import java.util.Arrays;

/** What a load has done: requests, bytes, and how long each took. */
public final class Tally {

    private long[] nanos = new long[1024];
    private int count;
    private long bytes;
    private long lasted;

    void add(long moved, long took) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, count * 2);
        }
        nanos[count++] = took;
        bytes += moved;
    }

    void add(Tally other) {
        long[] both = Arrays.copyOf(nanos, Math.max(1024, count + other.count));
        System.arraycopy(other.nanos, 0, both, count, other.count);
        nanos = both;
        count += other.count;
        bytes += other.bytes;
    }

    void lasted(long time) {
        lasted = time;
    }

    public long requests() {
        return count;
    }

    public double gibibytes() {
        return bytes / (double) (1L << 30);
    }

    public double requestsPerSecond() {
        return count / (lasted / 1e9);
    }

    /** The time within which this share of the requests was answered, in milliseconds. */
    public double percentile(double share) {
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return sorted[(int) Math.min(count - 1, Math.floor(share * count))] / 1e6;
    }
}
