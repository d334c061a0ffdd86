package dev.s3gateway.backend;

import dev.s3gateway.bytes.Body;
import dev.s3gateway.object.ByteRange;
import dev.s3gateway.object.Metadata;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Everything a zone can do to us, by name. Failures are suppliers: each call gets its own. */
public final class Scripts {

    private static final int LARGEST_OBJECT = 256 << 20;

    private Scripts() {}

    // What can go wrong.

    public static Supplier<StoreFailure> reset() {
        return () -> new StoreFailure.Unreachable("connection reset by peer", null);
    }

    public static Supplier<StoreFailure> refused() {
        return () -> new StoreFailure.Unreachable("connection refused", null);
    }

    public static Supplier<StoreFailure> throttled() {
        return () -> new StoreFailure.Throttled("503 SlowDown");
    }

    public static Supplier<StoreFailure> full() {
        return () -> new StoreFailure.Rejected("InsufficientStorage", "no space left");
    }

    public static Supplier<StoreFailure> notImplemented() {
        return () -> new StoreFailure.Rejected("NotImplemented", "this zone cannot do that");
    }

    public static Supplier<StoreFailure> notFound() {
        return () -> new StoreFailure.NotFound("no such thing");
    }

    // What a zone does.

    /** The wire to it turns one bit of a body over. */
    public static Script turnsABitOver() {
        return new Script() {

            @Override
            public Mono<Stored> put(ObjectStore zone, Locator planned, Metadata metadata, Body body) {
                return zone.put(planned, metadata, changed(body));
            }

            @Override
            public Mono<StoredPart> part(ObjectStore zone, ZoneUpload upload, int number, Body body) {
                return zone.uploadPart(upload, number, changed(body));
            }
        };
    }

    private static Body changed(Body body) {
        Flux<ByteBuf> chunks = body.chunks().index((at, chunk) -> at == 0 ? other(chunk) : chunk);
        return new Body.Streaming(body.length(), chunks, body.discard());
    }

    private static ByteBuf other(ByteBuf chunk) {
        ByteBuf copy = Unpooled.copiedBuffer(chunk);
        chunk.release();
        return copy.setByte(0, copy.getByte(0) ^ 1);
    }

    /** Fails at once and reads nothing. */
    public static Script refuses(Supplier<StoreFailure> failure) {
        return new Replaced(Mono.defer(() -> Mono.error(failure.get())));
    }

    /** Takes the request and never says a word, nor takes a byte. */
    public static Script hangs() {
        return new Replaced(Mono.never());
    }

    /** A put takes so much of the body, a get sends so much of it; say what then. */
    public static Partial accepts(int count, Partial.Unit unit) {
        return new Partial(count, unit);
    }

    /** The same as {@link #accepts}, as it reads better of a get. */
    public static Partial sends(int count, Partial.Unit unit) {
        return accepts(count, unit);
    }

    public static Partial.Unit chunks() {
        return Partial.Unit.CHUNKS;
    }

    public static Partial.Unit bytes() {
        return Partial.Unit.BYTES;
    }

    /** Waits so long before each chunk of a body, either way. */
    public static Script slowly(Duration perChunk) {
        UnaryOperator<Flux<ByteBuf>> slow = chunks -> chunks.concatMap(chunk -> late(chunk, perChunk), 0);
        return new Bodies(slow, slow);
    }

    /** Obeys at once and answers later. */
    public static Script answersAfter(Duration delay) {
        return holdsTheAnswer(() -> Mono.delay(delay).then());
    }

    /** Starts to obey only later. */
    public static Script startsAfter(Duration delay) {
        return new Script() {
            @Override
            public <T> Mono<T> answer(Mono<T> call) {
                return Mono.delay(delay).then(call);
            }
        };
    }

    /** Plays a script once the gate is open. */
    public static Script startsWhen(Gate gate, Script then) {
        return new Script() {
            @Override
            public <T> Mono<T> answer(Mono<T> call) {
                return gate.opened().then(Mono.defer(() -> then.answer(call)));
            }
        };
    }

    /** Obeys, and the answer is lost: the caller cannot know. */
    public static Script dropsTheAnswer() {
        return new Script() {
            @Override
            public <T> Mono<T> answer(Mono<T> call) {
                return call.then(Mono.defer(() -> Mono.error(reset().get())));
            }
        };
    }

    /** Obeys, and the answer waits until the gate opens. */
    public static Script holdsTheAnswer(Gate gate) {
        return holdsTheAnswer(gate::opened);
    }

    private static Script holdsTheAnswer(Supplier<Mono<Void>> until) {
        return new Script() {
            @Override
            public <T> Mono<T> answer(Mono<T> call) {
                return call.materialize()
                        .flatMap(answer -> until.get().thenReturn(answer))
                        .dematerialize();
            }
        };
    }

    /** The request arrives twice; the first answer is lost and the second one counts. */
    public static Script arrivesTwice() {
        return new Script() {
            @Override
            public Mono<Stored> put(ObjectStore zone, Locator planned, Metadata metadata, Body body) {
                return Drained.of(body, LARGEST_OBJECT)
                        .map(Body.Buffered::new)
                        .flatMap(twice -> zone.put(planned, metadata, twice).then(zone.put(planned, metadata, twice)));
            }

            @Override
            public Mono<StoredPart> part(ObjectStore zone, ZoneUpload upload, int number, Body body) {
                return Drained.of(body, LARGEST_OBJECT)
                        .map(Body.Buffered::new)
                        .flatMap(twice -> zone.uploadPart(upload, number, twice)
                                .then(zone.uploadPart(upload, number, twice)));
            }

            @Override
            public <T> Mono<T> answer(Mono<T> call) {
                return call.then(call);
            }
        };
    }

    /** Stores or copies the bytes and answers something else about them. */
    public static Script claims(UnaryOperator<Stored> lie) {
        return new Script() {
            @Override
            public Mono<Stored> put(ObjectStore zone, Locator planned, Metadata metadata, Body body) {
                return zone.put(planned, metadata, body).map(lie);
            }

            @Override
            public Mono<Stored> copy(ObjectStore zone, Locator planned, Metadata metadata, Locator source) {
                return zone.copy(planned, metadata, source).map(lie);
            }
        };
    }

    public static Script claimsAWrongSize() {
        return claims(stored -> new Stored(stored.locator(), stored.size() - 1, stored.digest()));
    }

    public static Script claimsAWrongDigest() {
        return claims(stored -> new Stored(stored.locator(), stored.size(), wrong(stored.digest())));
    }

    /** Reads the whole body, says that it is stored, with a true digest, and stores nothing. */
    public static Script liesThatItStored(DigestKind digest) {
        return new Script() {
            @Override
            public Mono<Stored> put(ObjectStore zone, Locator planned, Metadata metadata, Body body) {
                return Drained.of(body, LARGEST_OBJECT)
                        .map(bytes -> new Stored(planned.withZoneVersion("lie"), bytes.length, digest.of(bytes)));
            }
        };
    }

    /** Sends every body with its first byte changed. */
    public static Script corruptsWhatItSends() {
        return new Bodies(UnaryOperator.identity(), Scripts::firstByteChanged);
    }

    /** Plays the script at calls number k, 2k, 3k, … and obeys in between. */
    public static Script every(int k, Script script) {
        AtomicInteger calls = new AtomicInteger();
        return chosen(() -> calls.incrementAndGet() % k == 0 ? script : Script.OBEYS);
    }

    /** Asks at every call which script it is to be. */
    public static Script chosen(Supplier<Script> choice) {
        return new Script() {
            @Override
            public Mono<Stored> put(ObjectStore zone, Locator planned, Metadata metadata, Body body) {
                return Mono.defer(() -> choice.get().put(zone, planned, metadata, body));
            }

            @Override
            public Mono<Stored> copy(ObjectStore zone, Locator planned, Metadata metadata, Locator source) {
                return Mono.defer(() -> choice.get().copy(zone, planned, metadata, source));
            }

            @Override
            public Mono<StoredPart> part(ObjectStore zone, ZoneUpload upload, int number, Body body) {
                return Mono.defer(() -> choice.get().part(zone, upload, number, body));
            }

            @Override
            public Mono<Found> get(ObjectStore zone, Locator locator, Optional<ByteRange.Resolved> range) {
                return Mono.defer(() -> choice.get().get(zone, locator, range));
            }

            @Override
            public <T> Mono<T> answer(Mono<T> call) {
                return Mono.defer(() -> choice.get().answer(call));
            }
        };
    }

    /** In so many of a hundred calls plays one of these, as the seed wills; obeys else. */
    public static Script sometimes(int percent, Seed seed, Script... scripts) {
        Random random = seed.random();
        return chosen(() -> {
            synchronized (random) {
                return random.nextInt(100) < percent ? scripts[random.nextInt(scripts.length)] : Script.OBEYS;
            }
        });
    }

    private static Mono<ByteBuf> late(ByteBuf chunk, Duration delay) {
        return Mono.delay(delay).thenReturn(chunk).doOnCancel(chunk::release);
    }

    private static Flux<ByteBuf> firstByteChanged(Flux<ByteBuf> chunks) {
        return chunks.index((index, chunk) -> index == 0 ? changed(chunk) : chunk);
    }

    private static ByteBuf changed(ByteBuf chunk) {
        ByteBuf copy = Unpooled.copiedBuffer(chunk);
        chunk.release();
        return copy.setByte(0, copy.getByte(0) ^ 1);
    }

    private static ZoneDigest wrong(ZoneDigest digest) {
        return switch (digest) {
            case ZoneDigest.Md5 _ -> DigestKind.MD5.of(new byte[]{42});
            case ZoneDigest.Crc32c(int value) -> new ZoneDigest.Crc32c(~value);
            case ZoneDigest.CheckedOurs same -> same;
            case ZoneDigest.NotAsked same -> same;
            case ZoneDigest.None same -> same;
        };
    }
}
