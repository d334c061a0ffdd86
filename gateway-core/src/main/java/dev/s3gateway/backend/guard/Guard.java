package dev.s3gateway.backend.guard;

import dev.s3gateway.backend.BucketSettings;
import dev.s3gateway.backend.Claim;
import dev.s3gateway.backend.Excerpt;
import dev.s3gateway.backend.Found;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.OpenUpload;
import dev.s3gateway.backend.PartTag;
import dev.s3gateway.backend.Stored;
import dev.s3gateway.backend.StoredPart;
import dev.s3gateway.backend.Traits;
import dev.s3gateway.backend.ZoneObject;
import dev.s3gateway.backend.ZonePage;
import dev.s3gateway.backend.ZoneUpload;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.object.ByteRange;
import dev.s3gateway.object.Metadata;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A store that treats all calls alike, but for those that a decorator overrides. */
abstract class Guard implements ObjectStore {

    private final ObjectStore inner;

    Guard(ObjectStore inner) {
        this.inner = inner;
    }

    /** What becomes of a call. Subscribes to it at most once. */
    abstract <T> Mono<T> guarded(Call call, Mono<T> mono);

    final ObjectStore inner() {
        return inner;
    }

    @Override
    public Mono<Stored> put(Locator planned, Metadata metadata, Body body) {
        return guarded(Call.PUT, inner.put(planned, metadata, body));
    }

    @Override
    public final boolean sendsSums() {
        return inner.sendsSums();
    }

    @Override
    public Mono<Stored> putSummed(Locator planned, Metadata metadata, Body body, Mono<Integer> crc32c) {
        return guarded(Call.PUT, inner.putSummed(planned, metadata, body, crc32c));
    }

    @Override
    public Mono<Stored> copy(Locator planned, Metadata metadata, Locator source) {
        return guarded(Call.COPY, inner.copy(planned, metadata, source));
    }

    @Override
    public Mono<Found> get(Locator locator, Optional<ByteRange.Resolved> range) {
        return guarded(Call.GET, inner.get(locator, range));
    }

    @Override
    public Mono<Long> size(Locator locator) {
        return guarded(Call.SIZE, inner.size(locator));
    }

    @Override
    public Mono<Void> delete(Locator locator) {
        return guarded(Call.DELETE, inner.delete(locator));
    }

    /** The copies of one stamp are one or two: nothing is lost by seeing them together. */
    @Override
    public Flux<Locator> stampedAt(Locator provisional) {
        return guarded(Call.STAMPED_AT, inner.stampedAt(provisional).collectList()).flatMapIterable(found -> found);
    }

    @Override
    public Mono<ZoneUpload> createUpload(Locator planned, Metadata metadata) {
        return guarded(Call.CREATE_UPLOAD, inner.createUpload(planned, metadata));
    }

    @Override
    public Mono<StoredPart> uploadPart(ZoneUpload upload, int number, Body body) {
        return guarded(Call.UPLOAD_PART, inner.uploadPart(upload, number, body));
    }

    @Override
    public Mono<StoredPart> copyPart(ZoneUpload upload, int number, Excerpt source) {
        return guarded(Call.COPY_PART, inner.copyPart(upload, number, source));
    }

    @Override
    public Mono<Stored> completeUpload(ZoneUpload upload, List<PartTag> parts) {
        return guarded(Call.COMPLETE_UPLOAD, inner.completeUpload(upload, parts));
    }

    @Override
    public Mono<Void> abortUpload(ZoneUpload upload) {
        return guarded(Call.ABORT_UPLOAD, inner.abortUpload(upload));
    }

    /** At most 10,000 small things: nothing is lost by seeing them together. */
    @Override
    public Flux<PartTag> parts(ZoneUpload upload) {
        return guarded(Call.PARTS, inner.parts(upload).collectList()).flatMapIterable(found -> found);
    }

    /** A key has few: nothing is lost by seeing them together. */
    @Override
    public Flux<OpenUpload> uploadsAt(Locator planned) {
        return guarded(Call.UPLOADS_AT, inner.uploadsAt(planned).collectList()).flatMapIterable(found -> found);
    }

    @Override
    public Mono<Traits> createBucket(String bucket) {
        return guarded(Call.CREATE_BUCKET, inner.createBucket(bucket));
    }

    @Override
    public Mono<Void> deleteBucket(String bucket) {
        return guarded(Call.DELETE_BUCKET, inner.deleteBucket(bucket));
    }

    /** As many names as a zone allows: nothing is lost by seeing them together. */
    @Override
    public Flux<String> buckets() {
        return guarded(Call.BUCKETS, inner.buckets().collectList()).flatMapIterable(found -> found);
    }

    @Override
    public Mono<Boolean> knowsBucket(String bucket) {
        return guarded(Call.KNOWS_BUCKET, inner.knowsBucket(bucket));
    }

    @Override
    public Mono<ZonePage> page(String bucket, String prefix, String after, int limit) {
        return guarded(Call.PAGE, inner.page(bucket, prefix, after, limit));
    }

    @Override
    public Mono<ZoneObject> look(String bucket, String key) {
        return guarded(Call.LOOK, inner.look(bucket, key));
    }

    @Override
    public Mono<Void> ping() {
        return guarded(Call.PING, inner.ping());
    }

    @Override
    public Mono<BucketSettings> settings(String bucket) {
        return guarded(Call.INSPECT, inner.settings(bucket));
    }

    @Override
    public Mono<Stored> claim(Locator planned, Body.Buffered body, Claim claim) {
        return guarded(Call.INSPECT, inner.claim(planned, body, claim));
    }

    @Override
    public Mono<Metadata> metadata(Locator locator) {
        return guarded(Call.INSPECT, inner.metadata(locator));
    }

    @Override
    public Mono<List<String>> keys(String bucket, String prefix, int atMost) {
        return guarded(Call.INSPECT, inner.keys(bucket, prefix, atMost));
    }

    @Override
    public Mono<Instant> clock() {
        return guarded(Call.INSPECT, inner.clock());
    }

    @Override
    public Mono<Void> lock(Locator locator, Instant until) {
        return guarded(Call.INSPECT, inner.lock(locator, until));
    }

    @Override
    public Mono<Void> deleteLocked(Locator locator) {
        return guarded(Call.INSPECT, inner.deleteLocked(locator));
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName() + " of " + inner;
    }
}
