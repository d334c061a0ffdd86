package dev.s3gateway.replication.read;

import dev.s3gateway.backend.StoreFailure;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * How slowly a zone may deliver a body while there is another copy to go on with: a zone that drips is never silent, and
 * yet its reader would wait for ever. Time counts only while a chunk is waited for, so a slow reader is no slow zone.
 *
 * @param rate the fewest bytes a second
 * @param time over so much waiting
 */
public record ReadFloor(long rate, Duration time, Scheduler clock) {

    /** What is documented as the default. */
    public static final ReadFloor STANDARD = new ReadFloor(64 << 10, Duration.ofSeconds(10),
            Schedulers.parallel());

    public ReadFloor {
        if (!time.isPositive()) {
            throw new IllegalArgumentException("floor-time must be longer than nothing");
        }
    }

    /** The same chunks, or a failure at the first one that comes when too few have come before. */
    Flux<ByteBuf> under(Flux<ByteBuf> chunks) {
        return Flux.defer(() -> {
            Waiting waiting = new Waiting();
            return chunks.doOnRequest(waiting::asked).handle(waiting::received);
        });
    }

    /** Belongs to one subscriber; requests may come while a chunk does. */
    private final class Waiting {

        private final AtomicLong asked = new AtomicLong();
        private volatile long since;
        private long waited;
        private long bytes;

        void asked(long chunks) {
            // The clock is set before it may be looked at.
            if (asked.get() == 0) {
                since = now();
            }
            asked.updateAndGet(before -> Operators.addCap(before, chunks));
        }

        void received(ByteBuf chunk, SynchronousSink<ByteBuf> sink) {
            long at = now();
            waited += at - since;
            since = at;
            bytes += chunk.readableBytes();
            asked.updateAndGet(left -> left == Long.MAX_VALUE ? left : left - 1);
            if (waited < time.toNanos()) {
                sink.next(chunk);
            } else if (bytes < rate * waited / TimeUnit.SECONDS.toNanos(1)) {
                chunk.release();
                sink.error(new StoreFailure.Unreachable(bytes + " bytes in " + Duration.ofNanos(waited), null));
            } else {
                waited = 0;
                bytes = 0;
                sink.next(chunk);
            }
        }

        private long now() {
            return clock.now(TimeUnit.NANOSECONDS);
        }
    }
}
