package dev.s3gateway.backend.s3;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;

/** What all S3 zones of a process share: event loops, and the timer of the SDK's clients. */
public final class S3Connections implements AutoCloseable {

    private static final int LOOPS = Math.max(2, Runtime.getRuntime().availableProcessors());
    private static final long CLOSING_SECONDS = 3;

    private final S3Limits limits;
    private final SdkEventLoopGroup loops;
    private final ScheduledExecutorService timer;
    private final List<S3ObjectStore> stores = new CopyOnWriteArrayList<>();

    public S3Connections(S3Limits limits) {
        this.limits = limits;
        // The builder makes a group that the SDK takes on Netty 4.2; of the others that Netty offers it knows no channel.
        this.loops = SdkEventLoopGroup.builder()
                .numberOfThreads(LOOPS)
                .threadFactory(new DefaultThreadFactory("s3-zones", true))
                .build();
        this.timer = Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("s3-zones-timer", true));
    }

    /** A zone reached by these connections; it is closed with them. */
    public S3ObjectStore to(S3ZoneConfig zone) {
        S3ObjectStore store = new S3ObjectStore(new S3Clients(zone, limits, loops, timer), limits);
        stores.add(store);
        return store;
    }

    /** Closes one zone's store before the others; waits until that is done. */
    public void close(S3ObjectStore store) {
        stores.remove(store);
        store.close();
    }

    /** Waits until all is closed, a few seconds at most. Calls that are still under way fail. */
    @Override
    public void close() {
        // A client takes its time to close: all of them at once take no longer than one.
        try (ExecutorService all = Executors.newVirtualThreadPerTaskExecutor()) {
            stores.forEach(store -> all.execute(store::close));
        }
        timer.shutdownNow();
        var _ = loops.eventLoopGroup()
                .shutdownGracefully(0, CLOSING_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(CLOSING_SECONDS, TimeUnit.SECONDS);
    }
}
