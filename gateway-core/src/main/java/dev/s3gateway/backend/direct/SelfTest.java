package dev.s3gateway.backend.direct;

import dev.s3gateway.backend.Locator;
import dev.s3gateway.backend.ObjectStore;
import dev.s3gateway.backend.OwnKeys;
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
import java.util.zip.CRC32C;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Writes, finds, reads and removes one object by the direct path, and looks with the SDK's eyes at each step. Then it sends
 * the sum of the bytes behind them, a right one and a wrong one.
 */
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
    private final Locator summed;
    private final byte[] bytes = new byte[SIZE];

    SelfTest(ObjectStore direct, ObjectStore sdk, ZoneCode zone, String bucket) {
        this.direct = direct;
        this.sdk = sdk;
        this.planned = locator(zone, bucket);
        this.summed = locator(zone, bucket);
        ThreadLocalRandom.current().nextBytes(bytes);
    }

    private static Locator locator(ZoneCode zone, String bucket) {
        return new Locator(zone, bucket, OwnKeys.PREFIX + "self-test " + UUID.randomUUID() + "+ü", Optional.empty(),
                new Stamp(0, new VersionId(UUID.randomUUID()), 1));
    }

    /**
     * Emits where both agree on everything, and fails with what they do not agree on: true where the zone looks at the
     * sum behind the bytes, and keeps nothing of the framing that it takes.
     */
    Mono<Boolean> passed() {
        return agreed().then(Mono.defer(this::looksAtSums));
    }

    private Mono<Void> agreed() {
        return direct.put(planned, METADATA, streamed())
                .map(Stored::locator)
                .flatMap(copy -> agreed(copy).onErrorResume(
                        failure -> sdk.delete(copy).onErrorComplete().then(Mono.error(failure))));
    }

    private Mono<Boolean> looksAtSums() {
        if (!direct.sendsSums()) {
            return Mono.just(false);
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        int sum = (int) crc.getValue();
        return direct.putSummed(summed, METADATA, streamed(), Mono.just(sum))
                .flatMap(stored -> keptAsItIs(stored.locator()))
                .flatMap(kept -> kept ? refuses(~sum) : Mono.just(false))
                // A zone that takes no such thing, or hangs up on it, is sent none.
                .onErrorReturn(StoreFailure.class, false)
                .flatMap(looks -> sdk.stampedAt(summed).concatMap(sdk::delete).then(Mono.just(looks)));
    }

    private Mono<Boolean> keptAsItIs(Locator copy) {
        return Mono.zip(read(sdk, copy, Optional.empty(), bytes), sdk.metadata(copy),
                (same, metadata) -> same && metadata.standard("content-encoding").isEmpty());
    }

    private Mono<Boolean> refuses(int wrong) {
        return direct.putSummed(summed, METADATA, streamed(), Mono.just(wrong))
                .map(_ -> false)
                .onErrorReturn(StoreFailure.Rejected.class, true);
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
