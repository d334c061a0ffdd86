package dev.s3gateway.backend;

import dev.s3gateway.bytes.Body;
import dev.s3gateway.object.ByteRange;
import dev.s3gateway.object.Metadata;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A zone that does everything as another one does it. Tests override what it shall do otherwise. */
public class Delegate implements ObjectStore {

    protected final ObjectStore honest;

    public Delegate(ObjectStore honest) {
        this.honest = honest;
    }

    @Override
    public Mono<Stored> put(Locator planned, Metadata metadata, Body body) {
        return honest.put(planned, metadata, body);
    }

    @Override
    public Mono<Stored> copy(Locator planned, Metadata metadata, Locator source) {
        return honest.copy(planned, metadata, source);
    }

    @Override
    public Mono<Found> get(Locator locator, Optional<ByteRange.Resolved> range) {
        return honest.get(locator, range);
    }

    @Override
    public Mono<Long> size(Locator locator) {
        return honest.size(locator);
    }

    @Override
    public Mono<Void> delete(Locator locator) {
        return honest.delete(locator);
    }

    @Override
    public Flux<Locator> stampedAt(Locator provisional) {
        return honest.stampedAt(provisional);
    }

    @Override
    public Mono<ZoneUpload> createUpload(Locator planned, Metadata metadata) {
        return honest.createUpload(planned, metadata);
    }

    @Override
    public Mono<StoredPart> uploadPart(ZoneUpload upload, int number, Body body) {
        return honest.uploadPart(upload, number, body);
    }

    @Override
    public Mono<StoredPart> copyPart(ZoneUpload upload, int number, Excerpt source) {
        return honest.copyPart(upload, number, source);
    }

    @Override
    public Mono<Stored> completeUpload(ZoneUpload upload, List<PartTag> parts) {
        return honest.completeUpload(upload, parts);
    }

    @Override
    public Mono<Void> abortUpload(ZoneUpload upload) {
        return honest.abortUpload(upload);
    }

    @Override
    public Flux<PartTag> parts(ZoneUpload upload) {
        return honest.parts(upload);
    }

    @Override
    public Mono<Traits> createBucket(String bucket) {
        return honest.createBucket(bucket);
    }

    @Override
    public Mono<Void> deleteBucket(String bucket) {
        return honest.deleteBucket(bucket);
    }

    @Override
    public Mono<Void> ping() {
        return honest.ping();
    }

    @Override
    public Flux<String> buckets() {
        return honest.buckets();
    }

    @Override
    public Mono<Boolean> knowsBucket(String bucket) {
        return honest.knowsBucket(bucket);
    }

    @Override
    public Mono<ZonePage> page(String bucket, String prefix, String after, int limit) {
        return honest.page(bucket, prefix, after, limit);
    }

    @Override
    public Mono<ZoneObject> look(String bucket, String key) {
        return honest.look(bucket, key);
    }

    @Override
    public Mono<BucketSettings> settings(String bucket) {
        return honest.settings(bucket);
    }

    @Override
    public Mono<Stored> claim(Locator planned, Body.Buffered body, Claim claim) {
        return honest.claim(planned, body, claim);
    }

    @Override
    public Mono<Metadata> metadata(Locator locator) {
        return honest.metadata(locator);
    }

    @Override
    public Mono<List<String>> keys(String bucket, String prefix, int atMost) {
        return honest.keys(bucket, prefix, atMost);
    }

    @Override
    public Mono<Instant> clock() {
        return honest.clock();
    }

    @Override
    public Mono<Void> lock(Locator locator, Instant until) {
        return honest.lock(locator, until);
    }

    @Override
    public Mono<Void> deleteLocked(Locator locator) {
        return honest.deleteLocked(locator);
    }
}
