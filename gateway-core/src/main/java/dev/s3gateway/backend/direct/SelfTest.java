package dev.s3gateway.backend.direct;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.Stamp;
import dev.s3gateway.backend.StoreFailure;
import dev.s3gateway.backend.Stored;
import dev.s3gateway.backend.ZoneCode;
import dev.s3gateway.bytes.Body;
import dev.s3gateway.object.ByteRange;
import dev.s3gateway.object.Metadata;
import dev.s3gateway.object.VersionId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Writes, finds, reads and removes one object by the direct path, and looks with the SDK's eyes at each step. */
final class SelfTest {

    /** More than what is sent in one go. */
    private static final int SIZE = 100_000;
    private static final int CHUNK = 30_000;
    private static final ByteRange.Resolved RANGE = new ByteRange.Resolved(1_234, 98_765);
    private static final Metadata METADATA = new Metadata("application/x-self-test",
            Map.of("cache-control", "no-store"), Map.of("purpose", "self-test of the gateway"));

    private final ObjectStore direct;
    private final ObjectStore sdk;
    private final Locator planned;
    private final byte[] bytes = new byte[SIZE];

    SelfTest(ObjectStore direct, ObjectStore sdk, ZoneCode zone, String bucket) {
        this.direct = direct;
        this.sdk = sdk;
        this.planned = new Locator(zone, bucket, ".s3gateway/self-test " + UUID.randomUUID() + "+ü", Optional.empty(),
                new Stamp(0, new VersionId(UUID.randomUUID()), 1));
        ThreadLocalRandom.current().nextBytes(bytes);
    }

    /** Completes where both agree on everything; fails with what they do not agree on. */
    Mono<Void> passed() {
        return direct.put(planned, METADATA, streamed())
                .map(Stored::locator)
                .flatMap(copy -> agreed(copy).onErrorResume(
                        failure -> sdk.delete(copy).onErrorComplete().then(Mono.error(failure))));
    }

    private Mono<Void> agreed(Locator copy) {
        Optional<ByteRange.Resolved> range = Optional.of(RANGE);
        byte[] middle = Arrays.copyOfRange(bytes, (int) RANGE.first(), (int) RANGE.last() + 1);
        return require("its stamp", sdk.stampedAt(planned).collectList().map(found -> found.contains(copy)))
                .then(require("its size", sizes(copy)))
                .then(require("its bytes, read by the SDK", read(sdk, copy, Optional.empty(), bytes)))
                .then(require("its bytes", read(direct, copy, Optional.empty(), bytes)))
                .then(require("a range of it", read(direct, copy, range, middle)))
                .then(direct.delete(copy))
                .then(require("its removal", isGone(direct, copy)))
                .then(require("its removal, looked at by the SDK", isGone(sdk, copy)));
    }

    private Mono<Boolean> sizes(Locator copy) {
        return Mono.zip(direct.size(copy), sdk.size(copy), (one, other) -> one == SIZE && other == SIZE);
    }

    private static Mono<Boolean> read(ObjectStore store, Locator copy, Optional<ByteRange.Resolved> range,
            byte[] expected) {
        return store.get(copy, range)
                .flatMap(found -> Body.collect(found.body(), SIZE))
                .map(read -> Arrays.equals(read.bytes(), expected));
    }

    private static Mono<Boolean> isGone(ObjectStore store, Locator copy) {
        return store.size(copy).map(_ -> false).onErrorReturn(StoreFailure.NotFound.class, true);
    }

    private static Mono<Void> require(String what, Mono<Boolean> holds) {
        return holds.flatMap(fine -> fine
                ? Mono.empty()
                : Mono.error(() -> new StoreFailure.Corrupt("the two data paths do not agree on " + what)));
    }

    private Body streamed() {
        Flux<ByteBuf> chunks = Flux.range(0, (SIZE + CHUNK - 1) / CHUNK)
                .map(i -> Unpooled.wrappedBuffer(bytes, i * CHUNK, Math.min(CHUNK, SIZE - i * CHUNK)));
        return new Body.Streaming(OptionalLong.of(SIZE), chunks);
    }
}
