package dev.s3gateway.bench.sink;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** How one zone behaves just now, and how often it was read: told by {@code PUT /_sink/stall?ms=} and {@code PUT /_sink/slow?percent=&ms=}. */
final class Mood {

    private volatile long stalledUntil;
    private volatile int slowPercent;
    private volatile int slowMillis;
    private final AtomicLong reads = new AtomicLong();

    /** Sets what the path asks for. */
    void set(String word, String query) {
        if ("stall".equals(word)) {
            stalledUntil = System.nanoTime() + number(query, "ms") * 1_000_000L;
        } else if ("slow".equals(word)) {
            slowMillis = number(query, "ms");
            slowPercent = number(query, "percent");
        } else {
            throw new IllegalArgumentException("a sink can stall and be slow, not " + word);
        }
    }

    /** For how long it takes no bytes, in nanoseconds; 0 or less when it does. */
    long stalls() {
        return stalledUntil == 0 ? 0 : stalledUntil - System.nanoTime();
    }

    /** GETs since it was last asked, for {@code GET /_sink/reads}. */
    long takeReads() {
        return reads.getAndSet(0);
    }

    /** How much later the next GET is answered, in milliseconds. */
    int late() {
        reads.incrementAndGet();
        return slowPercent > 0 && ThreadLocalRandom.current().nextInt(100) < slowPercent ? slowMillis : 0;
    }

    private static int number(String query, String name) {
        for (String pair : query.split("&", -1)) {
            if (pair.startsWith(name + "=")) {
                return Integer.parseInt(pair.substring(name.length() + 1));
            }
        }
        throw new IllegalArgumentException(name + " is missing in " + query);
    }
}
