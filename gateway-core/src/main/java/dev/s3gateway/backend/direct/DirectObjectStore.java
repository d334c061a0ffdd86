package dev.s3gateway.backend.direct;

import dev.s3gateway.backend.Claim;
import dev.s3gateway.backend.ForwardingStore;
import dev.s3gateway.backend.Found;
import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.PartTag;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.Stored;
import dev.s3gateway.backend.StoredPart;
import dev.s3gateway.backend.ZoneDigest;
import dev.s3gateway.backend.ZoneUpload;
import dev.s3gateway.backend.s3.CopyHead;
import dev.s3gateway.backend.s3.S3ZoneConfig;
import dev.s3gateway.backend.s3.SmallBody;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.object.ByteRange;
import dev.s3gateway.object.Metadata;
import io.netty.buffer.Unpooled;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntSupplier;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Mono;

/**
 * An S3 zone whose objects pass straight from socket to socket. The five calls that carry or touch an object are made
 * here; all others, which are rare, are left to the store beside it.
 */
public final class DirectObjectStore extends ForwardingStore {

    private final S3ZoneConfig zone;
    private final ZoneLines lines;
    private final ObjectStore rest;
    private final boolean signsBodies;

    DirectObjectStore(S3ZoneConfig zone, ZoneLines lines, ObjectStore rest, boolean signsBodies) {
        this.zone = zone;
        this.lines = lines;
        this.rest = rest;
        this.signsBodies = signsBodies;
    }

    /** The same zone by the same connections, where it wants bodies to be signed as well. */
    public DirectObjectStore signing() {
        return new DirectObjectStore(zone, lines, rest, true);
    }

    ZoneLines lines() {
        return lines;
    }

    @Override
    public Mono<Stored> put(Locator planned, Metadata metadata, Body body) {
        return send(body, length -> Request.put(planned, metadata, length), Optional.empty())
                .map(answer -> stored(planned, body, answer.copy(), this::asked));
    }

    @Override
    public boolean sendsSums() {
        return zone.verifyDigest();
    }

    @Override
    public Mono<Stored> putSummed(Locator planned, Metadata metadata, Body body, Mono<Integer> crc32c) {
        Mono<Answer> sent = switch (body) {
            case Body.Buffered whole -> crc32c.flatMap(sum -> whole(
                    sealed(Request.put(planned, metadata, whole.bytes().length)), whole.bytes(),
                    Optional.of(() -> sum)));
            case Body.Streaming stream -> Mono.defer(() -> {
                Summed summed = new Summed(stream, crc32c);
                return send(summed.body(), length -> Request.put(planned, metadata, length), Optional.of(summed));
            });
        };
        return sent.map(answer -> stored(planned, body, answer.copy(), DirectObjectStore::checked));
    }

    /** What is said behind the last byte has to be seen to be looked at in the way in which we say it. */
    @Override
    public Mono<Stored> claim(Locator planned, Body.Buffered body, Claim claim) {
        return claim instanceof Claim.Trailer(var crc)
                ? putSummed(planned, Metadata.ofType(Metadata.DEFAULT_CONTENT_TYPE), body, Mono.just(crc))
                : rest.claim(planned, body, claim);
    }

    @Override
    public Mono<Found> get(Locator locator, Optional<ByteRange.Resolved> range) {
        if (isForeign(locator)) {
            return rest.get(locator, range);
        }
        return Mono.defer(() -> lines.ask(sealed(Request.get(locator, range))))
                .flatMap(answer -> found(locator, range, answer))
                .doOnDiscard(Found.class, unread -> unread.body().discard().subscribe());
    }

    @Override
    public Mono<Long> size(Locator locator) {
        if (isForeign(locator)) {
            return rest.size(locator);
        }
        return Mono.defer(() -> lines.send(sealed(Request.head(locator)), Sending.NOTHING))
                .flatMap(answer -> believed(locator, Optional.empty(), answer.copy()))
                .map(head -> head.length().orElseThrow());
    }

    @Override
    public Mono<Void> delete(Locator locator) {
        if (isForeign(locator)) {
            return rest.delete(locator);
        }
        return Mono.defer(() -> lines.send(sealed(Request.delete(locator)), Sending.NOTHING))
                .flatMap(DirectObjectStore::requireDeleted)
                .onErrorResume(StoreFailure.NotFound.class, _ -> Mono.empty());
    }

    @Override
    public Mono<StoredPart> uploadPart(ZoneUpload upload, int number, Body body) {
        return send(body, length -> Request.part(upload, number, length), Optional.empty())
                .map(answer -> part(number, body, answer.copy()));
    }

    @Override
    protected ObjectStore rest() {
        return rest;
    }

    @Override
    public String toString() {
        return "S3 directly at " + lines.place().hostHeader("");
    }

    /** Somebody else's object, known by its tag alone, needs conditions that not every service knows. */
    private static boolean isForeign(Locator locator) {
        return locator.tag().isPresent();
    }

    private Request sealed(Request request) {
        return signsBodies ? request.covering() : request;
    }

    private Mono<Answer> send(Body body, LongFunction<Request> request, Optional<IntSupplier> sum) {
        OptionalLong length = body.length();
        if (length.isEmpty()) {
            return body.discard().then(Mono.error(() -> new IllegalArgumentException("the body has no length")));
        }
        Request sized = sealed(request.apply(length.getAsLong()));
        return switch (body) {
            case Body.Buffered whole -> whole(sized, whole.bytes(), sum);
            case Body.Streaming small when length.getAsLong() <= SmallBody.MOST -> SmallBody
                    .bytes(small, length.getAsLong())
                    .flatMap(bytes -> whole(sized, bytes, sum));
            case Body.Streaming stream -> Mono.defer(() -> lines.send(sized, new Sending.Stream(stream, sum)));
        };
    }

    private Mono<Answer> whole(Request request, byte[] bytes, Optional<IntSupplier> sum) {
        return Mono.defer(() -> lines.send(request, new Sending.Whole(Unpooled.wrappedBuffer(bytes), sum)));
    }

    private static Stored stored(Locator planned, Body body, CopyHead answer, UnaryOperator<ZoneDigest> believed) {
        if (answer.tag().isEmpty()) {
            // A proxy's page, or an error in the clothes of a success.
            throw new StoreFailure.Corrupt("the answer to a PUT has no ETag: no S3 service gave it");
        }
        return new Stored(answer.located(planned), body.length().orElseThrow(), believed.apply(answer.digest()));
    }

    private StoredPart part(int number, Body body, CopyHead answer) {
        String tag = answer.tag()
                .orElseThrow(
                        () -> new StoreFailure.Corrupt("the answer to a part has no ETag: no S3 service gave it"));
        return new StoredPart(new PartTag(number, tag), body.length().orElseThrow(), asked(answer.digest()));
    }

    private ZoneDigest asked(ZoneDigest digest) {
        return zone.verifyDigest() ? digest : new ZoneDigest.NotAsked();
    }

    private static ZoneDigest checked(ZoneDigest said) {
        return new ZoneDigest.CheckedOurs(
                said instanceof ZoneDigest.Md5(var tag) ? Optional.of(tag) : Optional.empty());
    }

    private static Mono<Found> found(Locator asked, Optional<ByteRange.Resolved> range, Answer answer) {
        CopyHead head = answer.copy();
        Optional<String> doubt = head.doubt(asked, range);
        return doubt.isEmpty()
                ? Mono.just(new Found(head.wholeSize(), answer.body()))
                : answer.body().discard().then(Mono.error(() -> new StoreFailure.Corrupt(doubt.get())));
    }

    private static Mono<CopyHead> believed(Locator asked, Optional<ByteRange.Resolved> range, CopyHead head) {
        return head.doubt(asked, range)
                .map(words -> Mono.<CopyHead>error(() -> new StoreFailure.Corrupt(words)))
                .orElseGet(() -> Mono.just(head));
    }

    /** A page that some proxy answered with must not count as the proof that bytes are gone. */
    private static Mono<Void> requireDeleted(Answer answer) {
        return answer.status() == 204 || answer.length().orElse(-1) == 0
                ? Mono.empty()
                : Mono.error(() -> new StoreFailure.Corrupt("an answer to a DELETE that no S3 service gives"));
    }
}
