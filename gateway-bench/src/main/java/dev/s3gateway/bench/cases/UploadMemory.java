package dev.s3gateway.bench.cases;

import dev.s3gateway.bench.load.Load;
import dev.s3gateway.bench.load.Request;
import dev.s3gateway.bench.side.MemoryWatch;
import dev.s3gateway.bench.side.Side;
import java.io.IOException;
import java.time.Duration;

/** How much memory many large uploads need. */
final class UploadMemory implements Case {

    @Override
    public String name() {
        return "M1";
    }

    @Override
    public String says() {
        return "64 uploads of 1 GiB to 3 zones, peak − idle resident memory, MiB";
    }

    @Override
    public double goal() {
        return 200;
    }

    @Override
    public double stretch() {
        return 128;
    }

    static final int UPLOADS = 64;
    /** None of them is answered before nearly all bytes of all of them have come. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @Override
    public Outcome run(Bench bench) throws IOException {
        Side ours = bench.gateway(bench.workshop().sinks(3));
        double grown = grown(bench, ours, () -> {});
        return Outcome.figure(grown, "mib");
    }

    /** By how many MiB the gateway grew during the uploads, while something happens to it. */
    static double grown(Bench bench, Side ours, Runnable meanwhile) {
        Load.during(Duration.ofSeconds(5), Bench.SMALL_CLIENTS, ours.port(),
                Request.put(Bench.SIGNER, Bench.BUCKET, Bench.SMALL));
        long idle = ours.memory();
        try (MemoryWatch watch = MemoryWatch.of(ours)) {
            uploads(bench, ours, meanwhile);
            return (watch.peak() - idle) / (double) (1 << 20);
        }
    }

    /** All at once, each on a connection of its own. */
    static void uploads(Bench bench, Side ours, Runnable meanwhile) {
        long size = bench.pace().quick() ? 128L << 20 : 1L << 30;
        Thread event = Thread.ofPlatform().start(meanwhile);
        Load.times(UPLOADS, UPLOADS, ours.port(), Request.put(Bench.SIGNER, Bench.BUCKET, size), PATIENCE);
        joined(event);
    }

    private static void joined(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
