package dev.s3gateway.backend.s3;

import dev.s3gateway.backend.BucketSettings;
import dev.s3gateway.backend.Claim;
import dev.s3gateway.backend.Excerpt;
import dev.s3gateway.backend.Found;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.OpenUpload;
import dev.s3gateway.backend.PartTag;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.Stored;
import dev.s3gateway.backend.StoredPart;
import dev.s3gateway.backend.Traits;
import dev.s3gateway.backend.ZoneDigest;
import dev.s3gateway.backend.ZoneObject;
import dev.s3gateway.backend.ZonePage;
import dev.s3gateway.backend.ZoneUpload;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.object.ByteRange;
import dev.s3gateway.object.ETag;
import dev.s3gateway.object.Metadata;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** A zone behind the S3 protocol. */
public final class S3ObjectStore implements ObjectStore, AutoCloseable {

    /** The connection that is taken next may have ended as well. */
    private static final int MOST_REPEATS = 4;

    private final S3Clients clients;
    private final S3Limits limits;
    private final ZoneBuckets buckets;
    private final S3Parts parts;
    private final S3Copies copies;
    private final ForeignObjects foreign;
    private final S3Inspection inspection;

    S3ObjectStore(S3Clients clients, S3Limits limits) {
        this.clients = clients;
        this.limits = limits;
        this.buckets = new ZoneBuckets(clients);
        this.parts = new S3Parts(clients);
        this.copies = new S3Copies(clients);
        this.foreign = new ForeignObjects(clients.patient());
        this.inspection = new S3Inspection(clients);
    }

    @Override
    public Mono<Stored> put(Locator planned, Metadata metadata, Body body) {
        return kept(body, (length, bytes) -> put(planned, metadata, length, bytes));
    }

    /**
     * The answer says nothing of the stamp, which some services would copy with the rest, and that of RGW nothing of the
     * version either: so the copy is looked for by its stamp.
     */
    @Override
    public Mono<Stored> copy(Locator planned, Metadata metadata, Locator source) {
        return copies.copy(planned, metadata, source)
                .flatMap(copy -> copy.isProvisional() ? stampedAt(planned).next() : Mono.just(copy))
                .flatMap(copy -> head(copy).filter(found -> Labels.bear(found.metadata(), planned.stamp()))
                        .flatMap(found -> stored(copy, found)))
                .switchIfEmpty(Mono.error(() -> new StoreFailure.Corrupt("a copy without our stamp")))
                .map(stored -> new Stored(stored.locator(), stored.size(), asked(stored.digest())));
    }

    @Override
    public Mono<Found> get(Locator locator, Optional<ByteRange.Resolved> range) {
        return call(() -> clients.streaming()
                .getObject(request -> request.bucket(locator.bucket())
                        .key(locator.key())
                        .versionId(versionOf(locator))
                        .ifMatch(locator.tag().map(ETag::quoted).orElse(null))
                        .range(range.map(Download::range).orElse(null)),
                        AsyncResponseTransformer.<GetObjectResponse>toPublisher()))
                .timeout(limits.call(), noAnswer("GET"))
                .onErrorMap(S3ObjectStore::isReplaced, _ -> new StoreFailure.NotFound(locator.toString()))
                .flatMap(answer -> Download.of(locator, range, answer, limits));
    }

    @Override
    public Mono<Long> size(Locator locator) {
        return head(locator).flatMap(found -> Mono.justOrEmpty(found.contentLength())
                .switchIfEmpty(Mono.error(() -> new StoreFailure.Corrupt("an answer without a length"))));
    }

    @Override
    public Mono<Void> delete(Locator locator) {
        // Few services delete under a condition, so an object of somebody else's is looked at once more before.
        Mono<HeadObjectResponse> still = locator.tag().isPresent() ? head(locator) : Mono.empty();
        return still.then(Mono.defer(() -> remove(locator)))
                .onErrorResume(StoreFailure.NotFound.class, _ -> Mono.empty());
    }

    private Mono<Void> remove(Locator locator) {
        return call(() -> clients.patient()
                .deleteObject(request -> request.bucket(locator.bucket())
                        .key(locator.key())
                        .versionId(versionOf(locator))))
                .flatMap(S3ObjectStore::requireDeleted);
    }

    @Override
    public Flux<Locator> stampedAt(Locator provisional) {
        return buckets.versionsOf(provisional.bucket(), provisional.key())
                .map(version -> version.equals(ZoneBuckets.UNVERSIONED)
                        ? provisional
                        : provisional.withZoneVersion(version))
                .concatMap(candidate -> head(candidate)
                        .filter(found -> Labels.bear(found.metadata(), provisional.stamp()))
                        .map(_ -> candidate)
                        .onErrorResume(StoreFailure.NotFound.class, _ -> Mono.empty()))
                .onErrorResume(StoreFailure.NotFound.class, _ -> Flux.empty());
    }

    @Override
    public Mono<ZoneUpload> createUpload(Locator planned, Metadata metadata) {
        return parts.create(planned, metadata);
    }

    @Override
    public Mono<StoredPart> uploadPart(ZoneUpload upload, int number, Body body) {
        return kept(body, (length, bytes) -> parts.put(upload, number, length, bytes))
                .map(part -> new StoredPart(part.part(), part.size(), asked(part.digest())));
    }

    @Override
    public Mono<StoredPart> copyPart(ZoneUpload upload, int number, Excerpt source) {
        return copies.copyPart(upload, number, source)
                .map(part -> new StoredPart(part.part(), part.size(), asked(part.digest())));
    }

    @Override
    public Mono<Stored> completeUpload(ZoneUpload upload, List<PartTag> listed) {
        return parts.complete(upload, listed)
                .flatMap(copy -> head(copy).flatMap(found -> stored(copy, found)))
                .map(stored -> new Stored(stored.locator(), stored.size(), asked(stored.digest())));
    }

    @Override
    public Mono<Void> abortUpload(ZoneUpload upload) {
        return parts.abort(upload);
    }

    @Override
    public Flux<PartTag> parts(ZoneUpload upload) {
        return parts.list(upload);
    }

    @Override
    public Flux<OpenUpload> uploadsAt(Locator planned) {
        return parts.uploadsAt(planned);
    }

    @Override
    public Mono<Traits> createBucket(String bucket) {
        return buckets.create(bucket).map(Traits::unprobed);
    }

    @Override
    public Mono<Void> deleteBucket(String bucket) {
        return buckets.delete(bucket);
    }

    @Override
    public Flux<String> buckets() {
        return foreign.buckets();
    }

    @Override
    public Mono<Boolean> knowsBucket(String bucket) {
        return foreign.knowsBucket(bucket);
    }

    @Override
    public Mono<ZonePage> page(String bucket, String prefix, String after, int limit) {
        return foreign.page(bucket, prefix, after, limit);
    }

    @Override
    public Mono<ZoneObject> look(String bucket, String key) {
        return foreign.look(bucket, key);
    }

    @Override
    public Mono<Void> ping() {
        return buckets.ping();
    }

    @Override
    public Mono<BucketSettings> settings(String bucket) {
        return new S3Settings(clients.patient(), bucket).read();
    }

    @Override
    public Mono<Stored> claim(Locator planned, Body.Buffered body, Claim claim) {
        return inspection.claim(planned, body, claim)
                .timeout(limits.silence(), noAnswer("PUT"))
                .flatMap(answer -> stored(planned, body.bytes().length, answer));
    }

    @Override
    public Mono<Metadata> metadata(Locator locator) {
        return head(locator).map(Labels::metadata);
    }

    @Override
    public Mono<List<String>> keys(String bucket, String prefix, int atMost) {
        return inspection.keys(bucket, prefix, atMost);
    }

    @Override
    public Mono<Instant> clock() {
        return inspection.clock();
    }

    @Override
    public Mono<Void> lock(Locator locator, Instant until) {
        return inspection.lock(locator, until);
    }

    @Override
    public Mono<Void> deleteLocked(Locator locator) {
        return inspection.deleteLocked(locator);
    }

    @Override
    public void close() {
        clients.close();
    }

    @Override
    public String toString() {
        return "S3 at " + clients.zone().endpoint().map(Object::toString).orElse("AWS " + clients.zone().region());
    }

    /** Sends a body of known length, as the SDK wants it. */
    @FunctionalInterface
    private interface Sending<T> {
        Mono<T> send(long length, AsyncRequestBody bytes);
    }

    private <T> Mono<T> kept(Body body, Sending<T> sending) {
        return Mono.usingWhen(Mono.just(body), unsent -> sent(unsent, sending), _ -> Mono.empty(),
                (unsent, _) -> unsent.discard(), Body::discard);
    }

    private <T> Mono<T> sent(Body body, Sending<T> sending) {
        OptionalLong length = body.length();
        if (length.isEmpty()) {
            return Mono.error(() -> new IllegalArgumentException("the body has no length"));
        }
        return length.getAsLong() <= SmallBody.MOST
                ? SmallBody.bytes(body, length.getAsLong())
                        .map(bytes -> new SdkBody(new Body.Buffered(bytes), bytes.length))
                        .flatMap(small -> tried(small, sending).timeout(limits.silence(), noAnswer("PUT")))
                : Mono.defer(() -> streamed(new SdkBody(body, length.getAsLong()), sending));
    }

    private <T> Mono<T> streamed(SdkBody body, Sending<T> sending) {
        return tried(body, sending)
                .timeout(body.overdue(limits), noAnswer("PUT"))
                .onErrorMap(failure -> body.failure().orElse(failure));
    }

    /** A kept connection may end just when it is taken: while the zone has seen nothing of the body, another will do. */
    private <T> Mono<T> tried(SdkBody body, Sending<T> sending) {
        return Mono.defer(() -> sending.send(body.length(), body))
                .retryWhen(Retry.max(MOST_REPEATS)
                        .filter(failure -> body.isUntouched() && SdkFailures.isEndedConnection(failure))
                        .onRetryExhaustedThrow((_, last) -> last.failure()));
    }

    private Mono<Stored> put(Locator planned, Metadata metadata, long length, AsyncRequestBody body) {
        return call(() -> clients.streaming().putObject(Labels.put(planned, metadata, length), body))
                .flatMap(answer -> stored(planned, length, answer));
    }

    private Mono<HeadObjectResponse> head(Locator locator) {
        return call(() -> clients.patient()
                .headObject(request -> request.bucket(locator.bucket())
                        .key(locator.key())
                        .versionId(versionOf(locator))))
                .filter(found -> locator.tag().filter(tag -> !tag.equals(ForeignObjects.tag(found.eTag()))).isEmpty())
                .switchIfEmpty(Mono.error(() -> new StoreFailure.NotFound(locator.toString())));
    }

    /** Another object took the place of the one that was meant. */
    static boolean isReplaced(Throwable failure) {
        return failure instanceof StoreFailure.Rejected rejected
                && (rejected.code.equals("PreconditionFailed") || rejected.code.equals("412"));
    }

    private Mono<Stored> stored(Locator planned, long length, PutObjectResponse answer) {
        CopyHead head = CopyHead.of(answer);
        return head.tag().isEmpty()
                // A proxy's page, or an error in the clothes of a success.
                ? Mono.error(() -> new StoreFailure.Corrupt("the answer to a PUT has no ETag: no S3 service gave it"))
                : Mono.just(new Stored(head.located(planned), length, asked(head.digest())));
    }

    private ZoneDigest asked(ZoneDigest digest) {
        return clients.zone().verifyDigest() ? digest : new ZoneDigest.NotAsked();
    }

    private static Mono<Stored> stored(Locator copy, HeadObjectResponse found) {
        return found.eTag() == null || found.contentLength() == null
                ? Mono.error(() -> new StoreFailure.Corrupt("an answer without a length or an ETag"))
                : Mono.just(new Stored(copy, found.contentLength(), Tags.digest(found.eTag(), found.ssekmsKeyId(),
                        found.sseCustomerAlgorithm(), found.serverSideEncryptionAsString())));
    }

    /** A page that some proxy answered with must not count as the proof that bytes are gone. */
    private static Mono<Void> requireDeleted(DeleteObjectResponse answer) {
        boolean plain = answer.sdkHttpResponse().statusCode() == 204
                || answer.sdkHttpResponse().firstMatchingHeader("Content-Length").filter("0"::equals).isPresent();
        return plain
                ? Mono.empty()
                : Mono.error(() -> new StoreFailure.Corrupt("an answer to a DELETE that no S3 service gives"));
    }

    private static <T> Mono<T> noAnswer(String call) {
        return Mono.error(() -> new StoreFailure.Unreachable("no answer to a " + call + " in time", null));
    }

    private static @Nullable String versionOf(Locator locator) {
        return locator.version().orElse(null);
    }

    static <T> Mono<T> call(Supplier<CompletableFuture<T>> request) {
        return Mono.fromFuture(request).onErrorMap(SdkFailures::translate);
    }
}
