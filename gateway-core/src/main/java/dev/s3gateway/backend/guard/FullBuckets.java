package dev.s3gateway.backend.guard;

import dev.s3gateway.backend.Excerpt;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.PartTag;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.Stored;
import dev.s3gateway.backend.StoredPart;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.backend.ZoneUpload;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.object.Metadata;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Sends no bytes for a while to a bucket that its zone has called full: a write there fails at once, new ones are not
 * planned there, and the tasks that bring copies come back later. What is read and removed there is not kept from it. By
 * bucket, since a quota often is one bucket's; the first write after the pause finds out whether there is room again.
 */
public final class FullBuckets extends Guard {

    private static final Logger LOG = LoggerFactory.getLogger(FullBuckets.class);

    private final ZoneCode zone;
    private final Duration pause;
    private final InstantSource clock;
    private final Map<String, Instant> fullUntil = new ConcurrentHashMap<>();

    FullBuckets(ZoneCode zone, ObjectStore inner, GuardConfig config, InstantSource clock) {
        super(inner);
        this.zone = zone;
        this.pause = config.full();
        this.clock = clock;
    }

    @Override
    public Mono<Stored> put(Locator planned, Metadata metadata, Body body) {
        return sent(planned.bucket(), body, inner().put(planned, metadata, body));
    }

    @Override
    public Mono<Stored> putSummed(Locator planned, Metadata metadata, Body body, Mono<Integer> crc32c) {
        return sent(planned.bucket(), body, inner().putSummed(planned, metadata, body, crc32c));
    }

    @Override
    public Mono<Stored> copy(Locator planned, Metadata metadata, Locator source) {
        return written(planned.bucket(), inner().copy(planned, metadata, source));
    }

    @Override
    public Mono<ZoneUpload> createUpload(Locator planned, Metadata metadata) {
        return written(planned.bucket(), inner().createUpload(planned, metadata));
    }

    @Override
    public Mono<StoredPart> uploadPart(ZoneUpload upload, int number, Body body) {
        return sent(upload.planned().bucket(), body, inner().uploadPart(upload, number, body));
    }

    @Override
    public Mono<StoredPart> copyPart(ZoneUpload upload, int number, Excerpt source) {
        return written(upload.planned().bucket(), inner().copyPart(upload, number, source));
    }

    /** What has been sent by then may still be put together; it tells as well that there is no room. */
    @Override
    public Mono<Stored> completeUpload(ZoneUpload upload, List<PartTag> parts) {
        return watched(upload.planned().bucket(), inner().completeUpload(upload, parts));
    }

    @Override
    <T> Mono<T> guarded(Call call, Mono<T> mono) {
        return mono;
    }

    /** By their names in the zone: those that it has called full, until each one's pause is over. */
    public Set<String> names() {
        return fullUntil.isEmpty()
                ? Set.of()
                : fullUntil.keySet().stream().filter(this::isFull).collect(Collectors.toUnmodifiableSet());
    }

    /** What is not sent does not read its body. */
    private <T> Mono<T> sent(String bucket, Body body, Mono<T> put) {
        return Mono.defer(() -> isFull(bucket) ? body.discard().then(Mono.error(full())) : watched(bucket, put));
    }

    private <T> Mono<T> written(String bucket, Mono<T> write) {
        return Mono.defer(() -> isFull(bucket) ? Mono.error(full()) : watched(bucket, write));
    }

    private static StoreFailure full() {
        return new StoreFailure.Rejected("QuotaExceeded", "the bucket was full a moment ago");
    }

    private <T> Mono<T> watched(String bucket, Mono<T> write) {
        return Watched.by(new Refusals(bucket), write);
    }

    private final class Refusals implements Watched.Watch<Object> {

        private final String bucket;

        Refusals(String bucket) {
            this.bucket = bucket;
        }

        @Override
        public void failed(Throwable cause) {
            if (cause instanceof StoreFailure.Rejected refusal && refusal.isForWantOfRoom()) {
                pause(bucket, refusal);
            }
        }
    }

    private void pause(String bucket, StoreFailure refusal) {
        if (fullUntil.put(bucket, clock.instant().plus(pause)) == null) {
            LOG.warn("zone {}: the bucket {} is full, nothing is written there for {}: {}", zone, bucket, pause,
                    refusal.getMessage());
        }
    }

    private boolean isFull(String bucket) {
        Instant until = fullUntil.get(bucket);
        if (until == null) {
            return false;
        }
        return clock.instant().isBefore(until) || !fullUntil.remove(bucket, until);
    }
}
