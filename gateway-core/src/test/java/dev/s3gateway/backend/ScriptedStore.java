package dev.s3gateway.backend;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.object.ByteRange;
import dev.s3gateway.object.Metadata;
import java.time.Instant;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A zone that plays {@link Scripts} over a real or fake one: {@code zone.on(PUT, accepts(2, chunks()).thenFails(reset()))}.
 * A script is chosen when a call is subscribed to. Waiting is done on Reactor's timers, so virtual time applies.
 */
public final class ScriptedStore implements ObjectStore {

    /** The calls of {@link ObjectStore}. */
    public enum Call {
        PUT, COPY, GET, SIZE, DELETE, STAMPED_AT, CREATE_BUCKET, DELETE_BUCKET, PING, CREATE_UPLOAD, UPLOAD_PART, COPY_PART, COMPLETE_UPLOAD, ABORT_UPLOAD, PARTS, UPLOADS_AT, BUCKETS, KNOWS_BUCKET, PAGE, LOOK, INSPECT
    }

    /** One call that reached the zone; {@code target} is the key, or the bucket, or nothing. */
    public record Seen(Call call, String target) {}

    private final ObjectStore inner;
    private final Map<Call, Script> always = new EnumMap<>(Call.class);
    private final Map<Call, Deque<Script>> next = new EnumMap<>(Call.class);
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private volatile boolean down;

    private ScriptedStore(ObjectStore inner) {
        this.inner = inner;
        for (Call call : Call.values()) {
            always.put(call, Script.OBEYS);
            next.put(call, new ConcurrentLinkedDeque<>());
        }
    }

    public static ScriptedStore over(ObjectStore inner) {
        return new ScriptedStore(inner);
    }

    /** From now on, until another script is set. */
    @CanIgnoreReturnValue
    public ScriptedStore on(Call call, Script script) {
        synchronized (always) {
            always.put(call, script);
        }
        return this;
    }

    /** The next such call only; several wait in line, before what is set by {@link #on}. */
    @CanIgnoreReturnValue
    public ScriptedStore once(Call call, Script script) {
        next.getOrDefault(call, new ConcurrentLinkedDeque<>()).add(script);
        return this;
    }

    @CanIgnoreReturnValue
    public ScriptedStore onEvery(Script script) {
        for (Call call : Call.values()) {
            on(call, script);
        }
        return this;
    }

    /** Forgets every script. */
    @CanIgnoreReturnValue
    public ScriptedStore obeys() {
        next.values().forEach(Deque::clear);
        return onEvery(Script.OBEYS);
    }

    /** Refuses every connection until {@link #up}. Calls that are under way go on. */
    @CanIgnoreReturnValue
    public ScriptedStore down() {
        down = true;
        return this;
    }

    @CanIgnoreReturnValue
    public ScriptedStore up() {
        down = false;
        return this;
    }

    /** Every call that was made, refused ones included, in order; but for those that asked whose a bucket is. */
    public List<Seen> seen() {
        return seen.stream().filter(one -> !one.target().equals(MemoryStore.MARKER)).toList();
    }

    public long count(Call call) {
        return seen().stream().filter(one -> one.call() == call).count();
    }

    @Override
    public Mono<Stored> put(Locator planned, Metadata metadata, Body body) {
        return Mono.defer(() -> script(Call.PUT, planned.key()).put(inner, planned, metadata, body));
    }

    @Override
    public boolean sendsSums() {
        return inner.sendsSums();
    }

    /** Played as a put: a script that changes the bytes changes what the sum is compared with. */
    @Override
    public Mono<Stored> putSummed(Locator planned, Metadata metadata, Body body, Mono<Integer> crc32c) {
        return Mono.defer(
                () -> script(Call.PUT, planned.key()).put(new Summing(inner, crc32c), planned, metadata, body));
    }

    @Override
    public Mono<Stored> copy(Locator planned, Metadata metadata, Locator source) {
        return Mono.defer(() -> script(Call.COPY, planned.key()).copy(inner, planned, metadata, source));
    }

    @Override
    public Mono<Found> get(Locator locator, Optional<ByteRange.Resolved> range) {
        return Mono.defer(() -> script(Call.GET, locator.key()).get(inner, locator, range));
    }

    @Override
    public Mono<Long> size(Locator locator) {
        return playing(Call.SIZE, locator.key(), inner.size(locator));
    }

    @Override
    public Mono<Void> delete(Locator locator) {
        return playing(Call.DELETE, locator.key(), inner.delete(locator));
    }

    @Override
    public Flux<Locator> stampedAt(Locator provisional) {
        return playing(Call.STAMPED_AT, provisional.key(), inner.stampedAt(provisional).collectList())
                .flatMapIterable(found -> found);
    }

    @Override
    public Mono<ZoneUpload> createUpload(Locator planned, Metadata metadata) {
        return playing(Call.CREATE_UPLOAD, planned.key(), inner.createUpload(planned, metadata));
    }

    @Override
    public Mono<StoredPart> uploadPart(ZoneUpload upload, int number, Body body) {
        return Mono.defer(() -> script(Call.UPLOAD_PART, upload.planned().key()).part(inner, upload, number, body));
    }

    @Override
    public Mono<StoredPart> copyPart(ZoneUpload upload, int number, Excerpt source) {
        return playing(Call.COPY_PART, upload.planned().key(), inner.copyPart(upload, number, source));
    }

    @Override
    public Mono<Stored> completeUpload(ZoneUpload upload, List<PartTag> parts) {
        return playing(Call.COMPLETE_UPLOAD, upload.planned().key(), inner.completeUpload(upload, parts));
    }

    @Override
    public Mono<Void> abortUpload(ZoneUpload upload) {
        return playing(Call.ABORT_UPLOAD, upload.planned().key(), inner.abortUpload(upload));
    }

    @Override
    public Flux<PartTag> parts(ZoneUpload upload) {
        return playing(Call.PARTS, upload.planned().key(), inner.parts(upload).collectList())
                .flatMapIterable(found -> found);
    }

    @Override
    public Flux<OpenUpload> uploadsAt(Locator planned) {
        return playing(Call.UPLOADS_AT, planned.key(), inner.uploadsAt(planned).collectList())
                .flatMapIterable(found -> found);
    }

    @Override
    public Mono<Traits> createBucket(String bucket) {
        return playing(Call.CREATE_BUCKET, bucket, inner.createBucket(bucket));
    }

    @Override
    public Mono<Void> deleteBucket(String bucket) {
        return playing(Call.DELETE_BUCKET, bucket, inner.deleteBucket(bucket));
    }

    @Override
    public Flux<String> buckets() {
        return playing(Call.BUCKETS, "", inner.buckets().collectList()).flatMapIterable(found -> found);
    }

    @Override
    public Mono<Boolean> knowsBucket(String bucket) {
        return playing(Call.KNOWS_BUCKET, bucket, inner.knowsBucket(bucket));
    }

    @Override
    public Mono<ZonePage> page(String bucket, String prefix, String after, int limit) {
        return playing(Call.PAGE, bucket, inner.page(bucket, prefix, after, limit));
    }

    @Override
    public Mono<ZoneObject> look(String bucket, String key) {
        return playing(Call.LOOK, key, inner.look(bucket, key));
    }

    @Override
    public Mono<Void> ping() {
        return playing(Call.PING, "", inner.ping());
    }

    @Override
    public Mono<BucketSettings> settings(String bucket) {
        return playing(Call.INSPECT, bucket, inner.settings(bucket));
    }

    @Override
    public Mono<Stored> claim(Locator planned, Body.Buffered body, Claim claim) {
        return playing(Call.INSPECT, planned.key(), inner.claim(planned, body, claim));
    }

    @Override
    public Mono<Metadata> metadata(Locator locator) {
        return playing(Call.INSPECT, locator.key(), inner.metadata(locator));
    }

    @Override
    public Mono<List<String>> keys(String bucket, String prefix, int atMost) {
        return playing(Call.INSPECT, bucket, inner.keys(bucket, prefix, atMost));
    }

    @Override
    public Mono<Instant> clock() {
        return playing(Call.INSPECT, "", inner.clock());
    }

    @Override
    public Mono<Void> lock(Locator locator, Instant until) {
        return playing(Call.INSPECT, locator.key(), inner.lock(locator, until));
    }

    @Override
    public Mono<Void> deleteLocked(Locator locator) {
        return playing(Call.INSPECT, locator.key(), inner.deleteLocked(locator));
    }

    private <T> Mono<T> playing(Call call, String target, Mono<T> inner) {
        return Mono.defer(() -> script(call, target).answer(inner));
    }

    private Script script(Call call, String target) {
        seen.add(new Seen(call, target));
        if (down) {
            return Scripts.refuses(Scripts.refused());
        }
        Script waiting = next.getOrDefault(call, new ConcurrentLinkedDeque<>()).poll();
        synchronized (always) {
            return waiting != null ? waiting : always.getOrDefault(call, Script.OBEYS);
        }
    }
}
