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
        return super.put(planned, metadata, body)
                .doOnNext(stored -> metrics.moved(zone, Call.PUT, stored.size()));
    }

    @Override
    public Mono<Stored> putSummed(Locator planned, Metadata metadata, Body body, Mono<Integer> crc32c) {
        return super.putSummed(planned, metadata, body, crc32c)
                .doOnNext(stored -> metrics.moved(zone, Call.PUT, stored.size()));
    }

    @Override
    public Mono<StoredPart> uploadPart(ZoneUpload upload, int number, Body body) {
        return super.uploadPart(upload, number, body)
                .doOnNext(stored -> metrics.moved(zone, Call.UPLOAD_PART, stored.size()));
    }

    @Override
    public Mono<Found> get(Locator locator, Optional<ByteRange.Resolved> range) {
        return super.get(locator, range).map(found -> new Found(found.size(), counted(found.body())));
    }

    @Override
    <T> Mono<T> guarded(Call call, Mono<T> mono) {
        return Mono.defer(() -> timed(call, mono, now()));
    }

    private <T> Mono<T> timed(Call call, Mono<T> mono, long begun) {
        return mono.doOnSuccess(_ -> ended(call, Outcome.OK, begun))
                .doOnError(failure -> ended(call, Outcome.of(failure), begun))
                .doOnCancel(() -> ended(call, Outcome.CANCELLED, begun));
    }

    private void ended(Call call, Outcome outcome, long begun) {
        metrics.ended(zone, call, outcome, Duration.ofNanos(now() - begun));
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
