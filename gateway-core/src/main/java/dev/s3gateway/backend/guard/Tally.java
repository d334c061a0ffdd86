package dev.s3gateway.backend.guard;

import dev.s3gateway.backend.Found;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.object.ByteRange;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Counts what is under way at a store, the bodies of reads included: a store that was replaced is closed behind the
 * last of it.
 */
public final class Tally extends Guard {

    private final AtomicInteger running = new AtomicInteger();
    private volatile long lastEnd = now();

    public Tally(ObjectStore inner) {
        super(inner);
    }

    /** How many calls, or bodies of theirs, have begun and not ended. */
    public int running() {
        return running.get();
    }

    /** Whether nothing has been under way for so long. */
    public boolean restedFor(Duration rest) {
        return running.get() == 0 && now() - lastEnd >= rest.toNanos();
    }

    @Override
    public Mono<Found> get(Locator locator, Optional<ByteRange.Resolved> range) {
        return super.get(locator, range).map(found -> new Found(found.size(), counted(found.body())));
    }

    @Override
    <T> Mono<T> guarded(Call call, Mono<T> mono) {
        return Mono.defer(() -> Watched.by(new Inside(), mono));
    }

    private Body counted(Body body) {
        return switch (body) {
            case Body.Buffered whole -> whole;
            case Body.Streaming stream -> {
                Inside inside = new Inside();
                yield new Body.Streaming(stream.length(), stream.chunks().doFinally(_ -> inside.over()),
                        stream.discard().doFinally(_ -> inside.over()));
            }
        };
    }

    /** Counts itself in, and out again, once. */
    private final class Inside implements Watched.Watch<Object> {

        private final AtomicBoolean inside = new AtomicBoolean(true);

        Inside() {
            running.incrementAndGet();
        }

        @Override
        public void over() {
            if (inside.getAndSet(false)) {
                // The time first: whoever sees nobody here must not see an old end.
                lastEnd = now();
                running.decrementAndGet();
            }
        }
    }

    /** Reactor's clock: it is virtual when a test's is. */
    private static long now() {
        return Schedulers.parallel().now(TimeUnit.NANOSECONDS);
    }
}
