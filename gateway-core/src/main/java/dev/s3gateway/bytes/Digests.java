package dev.s3gateway.bytes;

import dev.s3gateway.object.ChecksumAlgorithm;
import io.netty.buffer.ByteBuf;
import java.util.Set;
import java.util.concurrent.CancellationException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Hashes a body while it is read, in one pass and without a copy.
 *
 * <p>{@code results} can be asked any number of times, before the body is read or after. It emits just before the body
 * completes, so a check of the results may serve as the gate of {@link HoldBack}; it fails when the body fails, is
 * cancelled or is discarded.
 */
public record Digests(Body.Streaming body, Mono<Digested> results) {

    /** The size, the CRC-32C and these checksums. */
    public static Digests of(Body body, Set<ChecksumAlgorithm> checksums) {
        return hashing(body, new Hashing(false, checksums));
    }

    /** As {@link #of}, and the MD5, which is by far the dearest of them. */
    public static Digests withMd5(Body body, Set<ChecksumAlgorithm> checksums) {
        return hashing(body, new Hashing(true, checksums));
    }

    private static Digests hashing(Body body, Hashing hashing) {
        Sinks.One<Digested> results = Sinks.one();
        Flux<ByteBuf> hashed = body.chunks()
                .doOnNext(hashing::update)
                .doOnComplete(() -> results.tryEmitValue(hashing.finish()))
                .doOnError(results::tryEmitError)
                .doOnCancel(() -> results.tryEmitError(unread()));
        Mono<Void> discard = body.discard().doFinally(_ -> results.tryEmitError(unread()));
        return new Digests(new Body.Streaming(body.length(), hashed, discard), results.asMono());
    }

    private static CancellationException unread() {
        return new CancellationException("the body was not read to its end");
    }
}
