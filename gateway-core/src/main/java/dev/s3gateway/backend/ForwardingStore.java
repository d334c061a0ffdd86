package dev.s3gateway.backend;

import dev.s3gateway.bytes.Body;
import dev.s3gateway.object.ByteRange;
import dev.s3gateway.object.Metadata;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A store that leaves to another one what it does not do itself. */
public abstract class ForwardingStore implements ObjectStore {

    /** Who does it; asked for each call. */
    protected abstract ObjectStore rest();

    @Override
    public Mono<Stored> put(Locator planned, Metadata metadata, Body body) {
        return rest().put(planned, metadata, body);
    }

    @Override
    public boolean sendsSums() {
        return rest().sendsSums();
    }

    @Override
    public Mono<Stored> putSummed(Locator planned, Metadata metadata, Body body, Mono<Integer> crc32c) {
        return rest().putSummed(planned, metadata, body, crc32c);
    }

    @Override
    public Mono<Stored> copy(Locator planned, Metadata metadata, Locator source) {
        return rest().copy(planned, metadata, source);
    }

    @Override
    public Mono<Found> get(Locator locator, Optional<ByteRange.Resolved> range) {
        return rest().get(locator, range);
    }

    @Override
    public Mono<Long> size(Locator locator) {
        return rest().size(locator);
    }

    @Override
    public Mono<Void> delete(Locator locator) {
        return rest().delete(locator);
    }

    @Override
    public Flux<Locator> stampedAt(Locator provisional) {
        return rest().stampedAt(provisional);
    }

    @Override
    public Mono<ZoneUpload> createUpload(Locator planned, Metadata metadata) {
        return rest().createUpload(planned, metadata);
    }

    @Override
    public Mono<StoredPart> uploadPart(ZoneUpload upload, int number, Body body) {
        return rest().uploadPart(upload, number, body);
    }

    @Override
    public Mono<StoredPart> copyPart(ZoneUpload upload, int number, Excerpt source) {
        return rest().copyPart(upload, number, source);
    }

    @Override
    public Mono<Stored> completeUpload(ZoneUpload upload, List<PartTag> parts) {
        return rest().completeUpload(upload, parts);
    }

    @Override
    public Mono<Void> abortUpload(ZoneUpload upload) {
        return rest().abortUpload(upload);
    }

    @Override
    public Flux<PartTag> parts(ZoneUpload upload) {
        return rest().parts(upload);
    }

    @Override
    public Flux<OpenUpload> uploadsAt(Locator planned) {
        return rest().uploadsAt(planned);
    }

    @Override
    public Mono<Traits> createBucket(String bucket) {
        return rest().createBucket(bucket);
    }

    @Override
    public Mono<Void> deleteBucket(String bucket) {
        return rest().deleteBucket(bucket);
    }

    @Override
    public Flux<String> buckets() {
        return rest().buckets();
    }

    @Override
    public Mono<Boolean> knowsBucket(String bucket) {
        return rest().knowsBucket(bucket);
    }

    @Override
    public Mono<ZonePage> page(String bucket, String prefix, String after, int limit) {
        return rest().page(bucket, prefix, after, limit);
    }

    @Override
    public Mono<ZoneObject> look(String bucket, String key) {
        return rest().look(bucket, key);
    }

    @Override
    public Mono<Void> ping() {
        return rest().ping();
    }

    @Override
    public Mono<BucketSettings> settings(String bucket) {
        return rest().settings(bucket);
    }

    @Override
    public Mono<Stored> claim(Locator planned, Body.Buffered body, Claim claim) {
        return rest().claim(planned, body, claim);
    }

    @Override
    public Mono<Metadata> metadata(Locator locator) {
        return rest().metadata(locator);
    }

    @Override
    public Mono<List<String>> keys(String bucket, String prefix, int atMost) {
        return rest().keys(bucket, prefix, atMost);
    }

    @Override
    public Mono<Instant> clock() {
        return rest().clock();
    }

    @Override
    public Mono<Void> lock(Locator locator, Instant until) {
        return rest().lock(locator, until);
    }

    @Override
    public Mono<Void> deleteLocked(Locator locator) {
        return rest().deleteLocked(locator);
    }
}
