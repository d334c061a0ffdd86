package dev.s3gateway.backend.direct;

import dev.s3gateway.bytes.Body;
import io.netty.buffer.ByteBuf;
import java.util.OptionalInt;
import java.util.function.IntSupplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A body that ends only when its sum is known as well, and then that sum. */
final class Summed implements IntSupplier {

    private final Body body;
    private volatile OptionalInt sum = OptionalInt.empty();

    Summed(Body body, Mono<Integer> crc32c) {
        Flux<ByteBuf> known = crc32c.doOnNext(value -> sum = OptionalInt.of(value)).thenMany(Flux.empty());
        this.body = new Body.Streaming(body.length(), body.chunks().concatWith(known), body.discard());
    }

    Body body() {
        return body;
    }

    @Override
    public int getAsInt() {
        return sum.orElseThrow(() -> new IllegalStateException("the body has not ended"));
    }
}
