package dev.s3gateway.backend.guard;

import dev.s3gateway.backend.Found;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.Stored;
import dev.s3gateway.backend.StoredPart;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.backend.ZoneUpload;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.object.ByteRange;
import dev.s3gateway.object.Metadata;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Counts calls, how they ended, how long they took, and the bytes that went through. */
public final class Metered extends Guard {

    private final ZoneCode zone;
    private final StoreMetrics metrics;

    public Metered(ZoneCode zone, ObjectStore inner, StoreMetrics metrics) {
        super(inner);
        this.zone = zone;
        this.metrics = metrics;
    }

    @Override
    public Mono<Stored> put(Locator planned, Metadata metadata, Body body) {
        return timed(Call.PUT, inner().put(planned, metadata, body), Stored::size);
    }

    @Override
    public Mono<Stored> putSummed(Locator planned, Metadata metadata, Body body, Mono<Integer> crc32c) {
        return timed(Call.PUT, inner().putSummed(planned, metadata, body, crc32c), Stored::size);
    }

    @Override
    public Mono<StoredPart> uploadPart(ZoneUpload upload, int number, Body body) {
        return timed(Call.UPLOAD_PART, inner().uploadPart(upload, number, body), StoredPart::size);
    }

    @Override
    public Mono<Found> get(Locator locator, Optional<ByteRange.Resolved> range) {
        return super.get(locator, range).map(found -> new Found(found.size(), counted(found.body())));
    }

    @Override
    <T> Mono<T> guarded(Call call, Mono<T> mono) {
        return timed(call, mono, _ -> 0);
    }

    private <T> Mono<T> timed(Call call, Mono<T> mono, ToLongFunction<T> stored) {
        return Mono.defer(() -> Watched.by(new Timing<>(call, stored), mono));
    }

    private final class Timing<T> implements Watched.Watch<T> {

        private final Call call;
        private final ToLongFunction<T> stored;
        private final long begun = now();

        Timing(Call call, ToLongFunction<T> stored) {
            this.call = call;
            this.stored = stored;
        }

        @Override
        public void answered(@Nullable T answer) {
            ended(Outcome.OK);
            long bytes = answer == null ? 0 : stored.applyAsLong(answer);
            if (bytes > 0) {
                metrics.moved(zone, call, bytes);
            }
        }

        @Override
        public void failed(Throwable cause) {
            ended(Outcome.of(cause));
        }

        @Override
        public void left() {
            ended(Outcome.CANCELLED);
        }

        private void ended(Outcome outcome) {
            metrics.ended(zone, call, outcome, Duration.ofNanos(now() - begun));
        }
    }

    private Body counted(Body body) {
        return switch (body) {
            case Body.Buffered whole -> {
                metrics.moved(zone, Call.GET, whole.bytes().length);
                yield whole;
            }
            case Body.Streaming stream -> new Body.Streaming(stream.length(),
                    stream.chunks().doOnNext(chunk -> metrics.moved(zone, Call.GET, chunk.readableBytes())),
                    stream.discard());
        };
    }

    /** Reactor's clock: it is virtual when a test's is. */
    private static long now() {
        return Schedulers.parallel().now(TimeUnit.NANOSECONDS);
    }
}
